import CLibNL
import Glibc

/// A connection to the kernel's interfaces and routing tables, in the network namespace of the
/// thread that opened it.
///
/// It closes when it goes out of scope. It can't be copied, so it can't be closed twice. Every
/// request waits for the kernel's answer, for a bounded time.
public struct RouteSocket: ~Copyable {
    private let handle: OpaquePointer

    private init(owning handle: OpaquePointer) {
        self.handle = handle
    }

    /// Opens a socket of the family `NETLINK_ROUTE`.
    ///
    /// An answer of the kernel that takes more than five seconds is an error (`isTimeout`). It comes
    /// at once unless something else holds the routing lock, as the removal of many namespaces on a
    /// busy node does.
    public static func open() throws(NetlinkError) -> RouteSocket {
        try open(answerWithin: timeval(tv_sec: 5, tv_usec: 0))
    }

    static func open(answerWithin limit: timeval) throws(NetlinkError) -> RouteSocket {
        let request = "open a NETLINK_ROUTE socket"
        guard let handle = nl_socket_alloc() else {
            throw NetlinkError(request: request, code: ENOMEM)
        }
        let socket = RouteSocket(owning: handle)
        guard nl_connect(handle, NETLINK_ROUTE) == 0 else {
            throw NetlinkError(request: request, code: errno)
        }
        let descriptor = nl_socket_get_fd(handle)
        var limit = limit
        guard
            setsockopt(
                descriptor, SOL_SOCKET, SO_RCVTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
                == 0
        else { throw NetlinkError(request: request, code: errno) }
        // Both are since Linux 4.20 or before; without them errors lack the kernel's own words, and
        // dumps hold more than was asked for.
        var on: Int32 = 1
        for option in [NETLINK_EXT_ACK, NETLINK_GET_STRICT_CHK] {
            setsockopt(
                descriptor, SOL_NETLINK, Int32(option), &on, socklen_t(MemoryLayout<Int32>.size))
        }
        return socket
    }

    deinit {
        nl_socket_free(handle)
    }

    /// Sends `request` and waits until the kernel has carried it out.
    borrowing func perform(_ request: borrowing Request) throws(NetlinkError) {
        try send(request)
        _ = try receive(for: request) { _ in }
    }

    /// Sends `request`, which asks for one object or for a list, and returns what of the answer
    /// `decode` understands.
    ///
    /// A list that changed while it was read, or that outran the socket's buffer, is read again.
    borrowing func values<Value>(
        _ request: borrowing Request, _ decode: (ReceivedMessage) -> Value?
    ) throws(NetlinkError) -> [Value] {
        for _ in 1..<Self.mostAttempts {
            do throws(NetlinkError) {
                return try attempt(request, decode)
            } catch {
                guard [EINTR, ENOBUFS].contains(error.code) else { throw error }
            }
        }
        return try attempt(request, decode)
    }

    /// How often a list is read before the last error stands.
    static let mostAttempts = 10

    private borrowing func attempt<Value>(
        _ request: borrowing Request, _ decode: (ReceivedMessage) -> Value?
    ) throws(NetlinkError) -> [Value] {
        try send(request)
        var values: [Value] = []
        let isConsistent = try receive(for: request) { message in
            if let value = decode(message) { values.append(value) }
        }
        guard isConsistent else {
            throw NetlinkError.changing(request.text)
        }
        return values
    }

    borrowing func send(_ request: borrowing Request) throws(NetlinkError) {
        discardAnswers()
        // A request that is sent again takes a new number, so that late answers are told apart.
        nlmsg_hdr(request.message)?.pointee.nlmsg_seq = UInt32(NL_AUTO_SEQ)
        guard nl_send_auto(handle, request.message) >= 0 else {
            throw NetlinkError(request: request.text, code: errno)
        }
    }

    /// Takes away what still comes of a request that was given up on: while a list is not read to its
    /// end, the kernel begins no other, and what it says of that finds no room.
    private borrowing func discardAnswers() {
        var byte: UInt8 = 0
        while recv(nl_socket_get_fd(handle), &byte, 1, Int32(MSG_DONTWAIT)) >= 0
            || errno == ENOBUFS
        {}
    }

    /// Waits for the end of the answer to `request`, and says whether it was of one piece: with
    /// `NLM_F_DUMP_INTR` (linux/netlink.h) entries may be missing or stand twice.
    borrowing func receive(
        for request: borrowing Request, _ take: (ReceivedMessage) -> Void
    ) throws(NetlinkError) -> Bool {
        let sequence = nlmsg_hdr(request.message)?.pointee.nlmsg_seq
        var isConsistent = true
        while true {
            let datagram = try Datagram.receive(from: handle, for: request.text)
            // What has another number answers a request that was given up on.
            for message in datagram.messages where message.sequence == sequence {
                if message.flags & NLM_F_DUMP_INTR != 0 { isConsistent = false }
                if let verdict = KernelVerdict(message) {
                    try verdict.check(request.text)
                    return isConsistent
                }
                take(message)
            }
        }
    }
}
