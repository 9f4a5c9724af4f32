package import BFD
import CLinux
import Glibc

/// The daemon's end of the control channel.
///
/// It never waits, and it bounds what a client can hold: a client that sends nothing, reads nothing
/// or vanishes is dropped after ``patience``, and there are never more than ``mostClients``.
///
/// Who asks must have the daemon's own user id, or be root: in a pod that is everybody who may enter
/// it, and in a host's namespace it keeps other users from stopping the gateway.
package struct ControlServer: ~Copyable {
    /// A client for as long as it is there; a number is never used again.
    package struct ClientID: Hashable, Sendable {
        fileprivate let number: UInt64
    }

    /// A request that has come, as its words; there is at least one.
    package struct Call: Sendable {
        package let client: ClientID
        package let words: [String]
    }

    /// How long a client may take to send its request, and then to take the reply.
    package static let patience = Interval.seconds(5)

    package static let mostClients = 64

    /// In bytes: how much all clients together may leave unread.
    private static let mostBacklog = 16 << 20

    private let poller: Descriptor
    private var listeners: [Listener] = []
    private var connections: [UInt64: Connection] = [:]
    private var nextNumber: UInt64 = 0

    private init(poller: consuming Descriptor) {
        self.poller = poller
    }

    /// Listens on each of `addresses`, or says which one is taken.
    package static func listen(on addresses: [ControlAddress]) throws(SystemError) -> ControlServer
    {
        let poller = try Descriptor(
            owning: epoll_create1(Int32(EPOLL_CLOEXEC)), "create an epoll instance")
        var server = ControlServer(poller: poller)
        for address in addresses {
            let listener = Listener(try .listening(on: address))
            let number = Self.listenerMark | UInt64(server.listeners.count)
            try server.poller.watch(listener.descriptor.value, [EPOLLIN], number)
            server.listeners.append(listener)
        }
        return server
    }

    private static let listenerMark: UInt64 = 1 << 63

    /// Readable when ``takeCalls(at:)`` has something to do.
    package var descriptor: Int32 { poller.value }

    /// When ``takeCalls(at:)`` wants to be called even if nothing comes.
    package var deadline: Instant {
        connections.values.reduce(.never) { min($0, $1.deadline) }
    }

    /// Does what can be done without waiting and returns the requests that have come.
    package mutating func takeCalls(at now: Instant) -> [Call] {
        var calls: [Call] = []
        for event in poller.events() {
            if event.number & Self.listenerMark != 0 {
                accept(from: listeners[Int(event.number & ~Self.listenerMark)], at: now)
            } else if let connection = connections[event.number] {
                let client = ClientID(number: event.number)
                switch connection.advance(event.flags, at: now) {
                case .nothing: break
                case .request(let words): calls.append(Call(client: client, words: words))
                case .end: connections[event.number] = nil
                }
            }
        }
        connections = connections.filter { now < $0.value.deadline }
        return calls
    }

    /// Sends a part of the reply to `client`, and with `end` its last part.
    ///
    /// Returns false if the client has gone, or goes now because it does not read.
    @discardableResult
    package mutating func reply(
        _ text: String, end: ReplyEnd? = nil, to client: ClientID, at now: Instant
    ) -> Bool {
        guard let connection = connections[client.number] else { return false }
        guard connection.send(text, end, at: now) else {
            connections[client.number] = nil
            return false
        }
        shedBacklog()
        return connections[client.number] != nil
    }

    private mutating func accept(from listener: borrowing Listener, at now: Instant) {
        // No more than a few a turn: the rest is still there in the next.
        for _ in 0..<16 {
            let result = linux_accept(listener.descriptor.value)
            guard result >= 0, let socket = try? Descriptor(owning: result, "accept") else {
                return
            }
            let user = linux_peer_uid(socket.value)
            guard user == 0 || user == Int(geteuid()) else { continue }
            guard connections.count < Self.mostClients || dropLeastWanted() else { continue }
            nextNumber += 1
            let connection = Connection(socket, deadline: now.advanced(by: Self.patience))
            guard (try? connection.register(with: poller, as: nextNumber)) != nil else { return }
            connections[nextNumber] = connection
        }
    }

    /// Drops the client that has kept us waiting longest; false if all wait for us.
    private mutating func dropLeastWanted(withBacklog: Bool = false) -> Bool {
        let candidates = connections.filter {
            $0.value.deadline < .never && (!withBacklog || $0.value.backlog > 0)
        }
        let oldest = candidates.min { ($0.value.deadline, $0.key) < ($1.value.deadline, $1.key) }
        guard let oldest else { return false }
        connections[oldest.key] = nil
        return true
    }

    private mutating func shedBacklog() {
        while connections.values.reduce(0, { $0 + $1.backlog }) > Self.mostBacklog,
            dropLeastWanted(withBacklog: true)
        {}
    }
}

private final class Listener {
    let descriptor: Descriptor

    init(_ descriptor: consuming Descriptor) {
        self.descriptor = descriptor
    }
}

extension Descriptor {
    fileprivate static func listening(on address: ControlAddress) throws(SystemError) -> Descriptor
    {
        let type = Int32(SOCK_SEQPACKET.rawValue | SOCK_NONBLOCK.rawValue | SOCK_CLOEXEC.rawValue)
        let socket = try Descriptor(owning: Glibc.socket(AF_UNIX, type, 0), "open a Unix socket")
        try SystemError.check(
            address.withSocketAddress { bind(socket.value, $0, $1) },
            "listen for commands on \(address)")
        try SystemError.check(
            Glibc.listen(socket.value, 64), "listen for commands on \(address)")
        return socket
    }
}
