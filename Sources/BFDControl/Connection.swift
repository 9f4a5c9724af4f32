import BFD
import CLinux
import Glibc

/// One client of a ``ControlServer``: first it asks, then it waits, then it reads.
final class Connection {
    /// What came of an event.
    enum Progress {
        case nothing
        /// The client has asked.
        case request([String])
        /// The client has all it gets, or has gone.
        case end
    }

    private let socket: Descriptor

    /// When the client has kept us waiting for too long; ``Instant/never`` while it waits for us.
    private(set) var deadline: Instant

    /// In bytes: what the client has not taken yet.
    private(set) var backlog = 0

    private var hasAsked = false
    private var isComplete = false
    private var outbox: [[UInt8]] = []

    /// In messages: how far a client that follows may fall behind.
    private static let longestOutbox = 4_096

    /// `deadline` is when the client must have asked.
    init(_ socket: consuming Descriptor, deadline: Instant) {
        self.socket = socket
        self.deadline = deadline
    }

    /// Asks `poller` for an event, called `number`, whenever something may have changed.
    func register(with poller: borrowing Descriptor, as number: UInt64) throws(SystemError) {
        try poller.watch(socket.value, [EPOLLIN, EPOLLOUT, EPOLLET], number)
    }

    /// Goes as far as the socket lets it, after an event with `flags`.
    func advance(_ flags: UInt32, at now: Instant) -> Progress {
        // The client closed: nobody is there to read, whatever is left.
        if flags & (EPOLLHUP.rawValue | EPOLLERR.rawValue) != 0 { return .end }
        guard hasAsked else { return receive() }
        return flush(at: now) ? .nothing : .end
    }

    private func receive() -> Progress {
        var buffer = [UInt8](repeating: 0, count: Frame.longestRequest + 1)
        let count = recv(socket.value, &buffer, buffer.count, Int32(MSG_DONTWAIT))
        guard count > 0 else { return count < 0 && errno == EAGAIN ? .nothing : .end }
        // The original closes without a word, too, when it cannot make out where words end.
        guard count <= Frame.longestRequest, let words = Frame.words(of: buffer[..<count]) else {
            return .end
        }
        hasAsked = true
        deadline = .never
        return .request(words)
    }

    /// Queues a part of the reply and sends what can be sent; false if that is the end.
    func send(_ text: String, _ end: ReplyEnd?, at now: Instant) -> Bool {
        guard hasAsked, !isComplete, outbox.count < Self.longestOutbox else { return false }
        for message in Frame.messages(text, end) {
            outbox.append(message)
            backlog += message.count
        }
        isComplete = end != nil
        return flush(at: now)
    }

    /// False if the client has gone, or has everything.
    private func flush(at now: Instant) -> Bool {
        var sent = 0
        defer { outbox.removeFirst(sent) }
        let flags = Int32(MSG_DONTWAIT | MSG_NOSIGNAL)
        while sent < outbox.count {
            let message = outbox[sent]
            guard Glibc.send(socket.value, message, message.count, flags) >= 0 else {
                guard errno == EAGAIN else { return false }
                deadline = min(deadline, now.advanced(by: ControlServer.patience))
                return true
            }
            sent += 1
            backlog -= message.count
        }
        deadline = .never
        return !isComplete
    }
}
