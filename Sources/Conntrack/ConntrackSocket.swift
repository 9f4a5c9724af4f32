public import Addressing
import CLibMNL
import Glibc

/// A connection to the kernel's connection tracking, in the network namespace of the thread that
/// opened it.
public struct ConntrackSocket: ~Copyable {
    private let handle: OpaquePointer
    private var sequence: UInt32 = 0

    private init(owning handle: OpaquePointer) {
        self.handle = handle
    }

    /// An answer of the kernel that takes more than five seconds is an error (`isTimeout`).
    public static func open() throws(ConntrackError) -> ConntrackSocket {
        let request = "open a NETLINK_NETFILTER socket"
        guard let handle = mnl_socket_open2(NETLINK_NETFILTER, Int32(SOCK_CLOEXEC.rawValue)) else {
            throw ConntrackError(request: request, code: errno)
        }
        let socket = ConntrackSocket(owning: handle)
        guard mnl_socket_bind(handle, 0, MNL_SOCKET_AUTOPID) == 0 else {
            throw ConntrackError(request: request, code: errno)
        }
        var limit = timeval(tv_sec: 5, tv_usec: 0)
        guard
            setsockopt(
                mnl_socket_get_fd(handle), SOL_SOCKET, SO_RCVTIMEO, &limit,
                socklen_t(MemoryLayout<timeval>.size)) == 0
        else { throw ConntrackError(request: request, code: errno) }
        return socket
    }

    deinit {
        mnl_socket_close(handle)
    }

    /// Every flow of `family` that the table holds, one by one: there may be hundreds of thousands.
    public mutating func forEachEntry(
        family: IPAddress.Family, _ body: (Entry) -> Void
    ) throws(ConntrackError) {
        let message = message(IPCTNL_MSG_CT_GET, flags: Self.dump, family: family)
        try exchange(message, for: "conntrack -L -f \(family)") { answer in
            if let entry = Entry(answer), entry.family == family { body(entry) }
        }
    }

    /// Removes an entry; one that is not there any more is an error (`isNotFound`).
    public mutating func delete(_ entry: Entry) throws(ConntrackError) {
        let message = message(IPCTNL_MSG_CT_DELETE, flags: NLM_F_ACK, family: entry.family)
        entry.identify(in: message)
        try exchange(message, for: "conntrack -D \(entry.original)") { _ in }
    }

    /// Removes every entry of `family` for which `isUnwanted` holds, and returns how many those were.
    /// What ends by itself meanwhile does not count.
    public mutating func deleteEntries(
        family: IPAddress.Family, where isUnwanted: (Entry) -> Bool
    ) throws(ConntrackError) -> Int {
        var unwanted: [Entry] = []
        try forEachEntry(family: family) { if isUnwanted($0) { unwanted.append($0) } }
        var count = 0
        for entry in unwanted {
            do throws(ConntrackError) {
                try delete(entry)
                count += 1
            } catch {
                guard error.isNotFound else { throw error }
            }
        }
        return count
    }

    /// What happened to the table of this network namespace.
    public mutating func statistics() throws(ConntrackError) -> Statistics {
        var statistics = Statistics()
        let total = message(IPCTNL_MSG_CT_GET_STATS, flags: NLM_F_ACK, family: nil)
        try exchange(total, for: "conntrack -C") { statistics.addTotal($0) }
        let each = message(IPCTNL_MSG_CT_GET_STATS_CPU, flags: Self.dump, family: nil)
        try exchange(each, for: "conntrack -S") { statistics.addProcessor($0) }
        return statistics
    }

    /// `NLM_F_DUMP`, an expression of macros that Swift does not import.
    private static let dump = NLM_F_ROOT | NLM_F_MATCH

    private mutating func message(
        _ type: cntl_msg_types, flags: Int32, family: IPAddress.Family?
    ) -> Message {
        sequence &+= 1
        return Message(type, flags: flags, family: family, sequence: sequence)
    }

    /// Takes away what still comes of a request that was given up on: while a list is not read to its
    /// end, the kernel begins no other, and what it says of that finds no room.
    private borrowing func discardAnswers() {
        var byte: UInt8 = 0
        while recv(mnl_socket_get_fd(handle), &byte, 1, Int32(MSG_DONTWAIT)) >= 0
            || errno == ENOBUFS
        {}
    }

    /// Sends `message` and takes what comes until the kernel says it is done.
    private borrowing func exchange(
        _ message: borrowing Message, for request: String,
        _ take: (UnsafePointer<nlmsghdr>) -> Void
    ) throws(ConntrackError) {
        discardAnswers()
        let bytes = message.bytes
        guard mnl_socket_sendto(handle, bytes.baseAddress, bytes.count) == bytes.count else {
            throw ConntrackError(request: request, code: errno)
        }
        // No datagram of a dump is larger (NLMSG_GOODSIZE, net/netlink/af_netlink.c).
        let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 32 << 10, alignment: 8)
        defer { buffer.deallocate() }
        while true {
            let count = mnl_socket_recvfrom(handle, buffer.baseAddress, buffer.count)
            guard count > 0 else {
                let code = count == 0 || errno == EAGAIN ? ETIMEDOUT : errno
                throw ConntrackError(request: request, code: code)
            }
            var remaining = Int32(count)
            var next = buffer.baseAddress?.assumingMemoryBound(to: nlmsghdr.self)
            while let answer = next, mnl_nlmsg_ok(answer, remaining) {
                next = mnl_nlmsg_next(answer, &remaining)
                // What has another number answers a request that was given up on.
                guard answer.pointee.nlmsg_seq == sequence else { continue }
                switch Int32(answer.pointee.nlmsg_type) {
                case NLMSG_ERROR, NLMSG_DONE:
                    // Both begin with an error code; zero is success.
                    let code = mnl_nlmsg_get_payload(answer)?.loadUnaligned(as: Int32.self) ?? 0
                    guard code >= 0 else { throw ConntrackError(request: request, code: -code) }
                    return
                default: take(answer)
                }
            }
        }
    }
}
