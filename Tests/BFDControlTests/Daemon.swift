import BFD
import CLinux
import Foundation
import Glibc
import Synchronization

@testable import BFDControl

/// What a client got.
struct Reply: Equatable {
    let text: String
    let isGood: Bool
}

/// A control server on a thread of its own, with an address that nobody else has.
final class Daemon: Sendable {
    /// What is said to a request's words, and how the reply ends; nothing if nothing is said.
    typealias Answer = @Sendable ([String]) -> (String, ReplyEnd?)?

    let address = Daemon.newAddress()

    private struct State {
        var isStopping = false
        var parts: [(String, ReplyEnd?)] = []
    }

    private let state = Mutex(State())
    private let server: Mutex<ControlServer?>
    private let wake = eventfd(0, Int32(EFD_CLOEXEC))
    private let called = DispatchSemaphore(value: 0)
    private let stopped = DispatchSemaphore(value: 0)

    private static let lastPort = Atomic<UInt16>(UInt16(truncatingIfNeeded: getpid()))

    static func newAddress() -> ControlAddress {
        while true {
            let port = lastPort.add(1, ordering: .relaxed).newValue
            if let address = try? ControlAddress("127.0.0.1:\(port)") { return address }
        }
    }

    init(_ answer: @escaping Answer) throws {
        server = Mutex(try ControlServer.listen(on: [address]))
        Thread.detachNewThread { [self] in
            run(answer)
            server.withLock { $0 = nil }
            stopped.signal()
        }
    }

    deinit {
        close(wake)
    }

    func stop() {
        state.withLock { $0.isStopping = true }
        eventfd_write(wake, 1)
        stopped.wait()
    }

    /// Waits until a request has come and its answer has gone.
    func waitForCall() {
        called.wait()
    }

    /// Sends another part to whoever asked last.
    func goOn(_ part: (String, ReplyEnd?)) {
        state.withLock { $0.parts.append(part) }
        eventfd_write(wake, 1)
    }

    func ask(_ words: [String], within patience: Interval = .seconds(5)) throws -> Reply {
        var bytes: [UInt8] = []
        let client = try ControlClient.connect(to: address)
        let isGood = try client.ask(words, within: patience) { bytes += $0 }
        return Reply(text: String(decoding: bytes, as: UTF8.self), isGood: isGood)
    }

    /// A client that does only what it is told.
    func rawClient() throws -> Descriptor {
        try Descriptor.connected(to: address)
    }

    private func run(_ answer: Answer) {
        var last: ControlServer.ClientID?
        while !state.withLock({ $0.isStopping }) {
            wait()
            let parts = state.withLock { state in
                defer { state.parts = [] }
                return state.parts
            }
            server.withLock { server in
                for call in server?.takeCalls(at: .now) ?? [] {
                    last = call.client
                    guard let (text, end) = answer(call.words) else { continue }
                    server?.reply(text, end: end, to: call.client, at: .now)
                    called.signal()
                }
                guard let last else { return }
                for (text, end) in parts { server?.reply(text, end: end, to: last, at: .now) }
            }
        }
    }

    private func wait() {
        let (descriptor, deadline) = server.withLock { ($0?.descriptor ?? -1, $0?.deadline) }
        var events = [
            pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0),
            pollfd(fd: wake, events: Int16(POLLIN), revents: 0),
        ]
        poll(&events, 2, (deadline ?? .never).since(.now).pollTimeout)
        guard events[1].revents != 0 else { return }
        var count: eventfd_t = 0
        eventfd_read(wake, &count)
    }
}

/// An array of these keeps descriptors open.
final class Client {
    let descriptor: Descriptor

    init(_ descriptor: consuming Descriptor) {
        self.descriptor = descriptor
    }
}

extension Descriptor {
    static func connected(to address: ControlAddress) throws -> Descriptor {
        let type = Int32(SOCK_SEQPACKET.rawValue | SOCK_CLOEXEC.rawValue)
        let socket = try Descriptor(owning: Glibc.socket(AF_UNIX, type, 0), "socket")
        try SystemError.check(
            address.withSocketAddress { connect(socket.value, $0, $1) }, "connect")
        return socket
    }
}
