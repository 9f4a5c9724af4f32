public import BFD
import CLinux
import Glibc

/// The asking end of the control channel: one request, one reply.
public struct ControlClient: ~Copyable {
    private let socket: Descriptor
    private let address: ControlAddress

    private init(_ socket: consuming Descriptor, to address: ControlAddress) {
        self.socket = socket
        self.address = address
    }

    /// How long the daemon may take to answer, as in Kube-OVN's hardened `bfdd-control`.
    public static let patience = Interval.seconds(5)

    /// Connects to the daemon of this network namespace that listens on `address`.
    public static func connect(to address: ControlAddress) throws(ControlFailure) -> ControlClient {
        let type = Int32(SOCK_SEQPACKET.rawValue | SOCK_CLOEXEC.rawValue)
        let result = Glibc.socket(AF_UNIX, type, 0)
        guard result >= 0, let socket = try? Descriptor(owning: result, "socket") else {
            throw .connecting(address, errno)
        }
        // A daemon that hangs lets the queue of new clients fill: connecting would wait for ever.
        var limit = timeval(tv_sec: Int(patience.nanoseconds / 1_000_000_000), tv_usec: 0)
        let size = socklen_t(MemoryLayout<timeval>.size)
        setsockopt(socket.value, SOL_SOCKET, SO_SNDTIMEO, &limit, size)
        guard address.withSocketAddress({ Glibc.connect(socket.value, $0, $1) }) == 0 else {
            throw errno == EAGAIN ? .late(address) : .connecting(address, errno)
        }
        return ControlClient(socket, to: address)
    }

    /// Sends the request and hands over each part of the reply, as bytes of UTF-8 text, in turn.
    ///
    /// Returns whether the answer is as asked; false is a no. The whole reply must come within
    /// `patience`; with `following` only its first part, and then it may go on for ever.
    public func ask(
        _ words: [String], within patience: Interval = patience, following: Bool = false,
        receive: (ArraySlice<UInt8>) -> Void
    ) throws(ControlFailure) -> Bool {
        guard let request = Frame.request(words) else { throw .tooLong }
        guard send(socket.value, request, request.count, Int32(MSG_NOSIGNAL)) >= 0 else {
            throw .sending(errno)
        }
        let deadline = Instant.now.advanced(by: patience)
        var buffer = [UInt8](repeating: 0, count: Frame.longestMessage)
        var hasBegun = false
        while true {
            let timeout = following && hasBegun ? nil : deadline.since(.now)
            guard wait(timeout) else { throw .late(address) }
            let count = recv(socket.value, &buffer, buffer.count, 0)
            guard count > 0 else { throw .brokenOff(address) }
            hasBegun = true
            receive(buffer[1..<count])
            if let end = ReplyEnd(rawValue: buffer[0]) { return end == .answered }
        }
    }

    /// False if nothing came for `timeout`.
    private func wait(_ timeout: Interval?) -> Bool {
        var event = pollfd(fd: socket.value, events: Int16(POLLIN), revents: 0)
        return poll(&event, 1, timeout?.pollTimeout ?? -1) > 0
    }
}
