import CLibMNL
import CLibNFTnl
import Glibc
import Synchronization

/// A netlink socket to netfilter, in the network namespace of the thread that opened it.
struct Channel: ~Copyable {
    private let handle: OpaquePointer

    /// Takes the largest piece: a dump comes in pieces of 32 KiB (`netlink_dump`, af_netlink.c).
    private let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 16, alignment: 16)

    /// Requests are numbered, and a reply bears its request's number.
    private let nextSequence = Atomic<UInt32>(1)

    private init(owning handle: OpaquePointer) {
        self.handle = handle
    }

    deinit {
        buffer.deallocate()
        mnl_socket_close(handle)
    }

    /// `flags` are those of socket(2).
    static func open(flags: __socket_type = SOCK_CLOEXEC) throws(SystemError) -> Channel {
        let flags = SOCK_CLOEXEC.rawValue | flags.rawValue
        guard let handle = mnl_socket_open2(NETLINK_NETFILTER, Int32(flags)) else {
            throw .last
        }
        let channel = Channel(owning: handle)
        guard mnl_socket_bind(handle, 0, MNL_SOCKET_AUTOPID) == 0 else { throw .last }
        return channel
    }

    var descriptor: Int32 { mnl_socket_get_fd(handle) }

    /// The first of `count` numbers for requests.
    func sequence(count: Int = 1) -> UInt32 {
        nextSequence.wrappingAdd(UInt32(count), ordering: .relaxed).oldValue
    }

    func set(_ level: Int32, _ option: Int32, _ value: some BitwiseCopyable) throws(SystemError) {
        let result = withUnsafeBytes(of: value) {
            setsockopt(descriptor, level, option, $0.baseAddress, socklen_t($0.count))
        }
        guard result == 0 else { throw .last }
    }

    /// Writes a request where replies will be, and sends it.
    func send(
        _ type: nf_tables_msg_types, _ family: TableFamily?, flags: Int32, sequence: UInt32,
        _ build: (UnsafeMutablePointer<nlmsghdr>) -> Void
    ) throws(SystemError) {
        let family = family?.rawValue ?? UInt8(NFPROTO_UNSPEC)
        guard
            let message = nftnl_nlmsg_build_hdr(
                buffer.assumingMemoryBound(to: CChar.self).baseAddress, UInt16(type),
                UInt16(family), UInt16(flags), sequence)
        else { return }
        build(message)
        try send(UnsafeRawBufferPointer(rebasing: buffer[..<Int(message.pointee.nlmsg_len)]))
    }

    /// Sends a transaction, which the kernel takes as one message, however large.
    func send(_ batch: borrowing Batch) throws(SystemError) {
        // A socket sends what its buffer holds, of which the kernel keeps 32 bytes for itself
        // (`netlink_sendmsg`, af_netlink.c).
        let size = Int32(batch.bytes.count + 32)
        do {
            try set(SOL_SOCKET, SO_SNDBUFFORCE, size)
        } catch {
            // Less may be had without privileges over the whole machine.
            try set(SOL_SOCKET, SO_SNDBUF, size)
        }
        do {
            try send(batch.bytes)
        } catch {
            guard error.code == EMSGSIZE else { throw error }
            throw SystemError(
                code: EMSGSIZE,
                explanation: "\(size) bytes; net.core.wmem_max and CAP_NET_ADMIN limit them")
        }
    }

    private func send(_ bytes: UnsafeRawBufferPointer) throws(SystemError) {
        discardLeftovers()
        guard mnl_socket_sendto(handle, bytes.baseAddress, bytes.count) == bytes.count else {
            throw .last
        }
    }

    /// Empties the socket of what an earlier request, which ended in an error, did not wait for. It
    /// would take the room of the replies to come.
    private func discardLeftovers() {
        var byte: UInt8 = 0
        while recv(descriptor, &byte, 1, Int32(MSG_DONTWAIT)) >= 0 || errno == ENOBUFS {}
    }

    /// Waits for messages, which the next call overwrites.
    func receive() throws(SystemError) -> Messages {
        while true {
            let count = mnl_socket_recvfrom(handle, buffer.baseAddress, buffer.count)
            if count >= 0 {
                return Messages(in: UnsafeRawBufferPointer(rebasing: buffer[..<count]))
            }
            guard errno == EINTR else { throw .last }
        }
    }
}

/// What the kernel said no with.
struct SystemError: Error {
    /// A value of errno(3).
    let code: Int32
    var explanation: String?

    static var last: SystemError { SystemError(code: errno) }
}
