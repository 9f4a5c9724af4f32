import CLibNL
import Glibc

/// What one read of a netlink socket gave: messages, one behind the other.
struct Datagram: ~Copyable {
    private let buffer: UnsafeMutablePointer<UInt8>
    private let count: Int32

    private init(owning buffer: UnsafeMutablePointer<UInt8>, count: Int32) {
        self.buffer = buffer
        self.count = count
    }

    /// Reads as long as the socket's time limit allows, then throws `ETIMEDOUT`.
    static func receive(
        from handle: OpaquePointer, for request: String
    ) throws(NetlinkError) -> Datagram {
        var sender = sockaddr_nl()
        var buffer: UnsafeMutablePointer<UInt8>?
        let count = nl_recv(handle, &sender, &buffer, nil)
        let reason = errno
        guard count > 0, let buffer else {
            let isLate = count == 0 || count == -NLE_AGAIN
            throw NetlinkError(request: request, code: isLate ? ETIMEDOUT : reason)
        }
        return Datagram(owning: buffer, count: count)
    }

    deinit {
        free(buffer)
    }

    /// Valid as long as the datagram is.
    var messages: Messages {
        Messages(
            head: UnsafeMutableRawPointer(buffer).assumingMemoryBound(to: nlmsghdr.self),
            remaining: count)
    }

    struct Messages: Sequence, IteratorProtocol {
        fileprivate var head: UnsafeMutablePointer<nlmsghdr>?
        fileprivate var remaining: Int32

        mutating func next() -> ReceivedMessage? {
            guard let current = head, nlmsg_ok(current, remaining) != 0 else { return nil }
            head = nlmsg_next(current, &remaining)
            return ReceivedMessage(pointer: current)
        }
    }
}

/// One message, to be read while its datagram is there.
struct ReceivedMessage {
    let pointer: UnsafeMutablePointer<nlmsghdr>

    var type: Int { Int(pointer.pointee.nlmsg_type) }

    /// `NLM_F_…`.
    var flags: Int32 { Int32(pointer.pointee.nlmsg_flags) }

    var sequence: UInt32 { pointer.pointee.nlmsg_seq }

    /// The structure that messages of this type begin with, if the message is long enough.
    func header<Header: BitwiseCopyable>(_: Header.Type) -> Header? {
        guard nlmsg_datalen(pointer) >= MemoryLayout<Header>.size else { return nil }
        return nlmsg_data(pointer)?.loadUnaligned(as: Header.self)
    }

    func attributes(after headerSize: Int) -> ReceivedAttributes {
        ReceivedAttributes(of: pointer, after: headerSize)
    }

    func attributes<Header: BitwiseCopyable>(after _: Header.Type) -> ReceivedAttributes {
        attributes(after: MemoryLayout<Header>.size)
    }
}
