import Addressing
public import BFD

/// A whole table at the end of a wire, fed with bytes as the daemon would.
public struct Responder: Party {
    public var table: SessionTable
    public let path: Path

    /// Everything that changed, in order.
    public private(set) var transitions: [Transition] = []

    /// Everything that was sent, in order.
    public private(set) var sent: [(time: Instant, packet: ControlPacket)] = []

    public private(set) var notices: [Outcome.Notice] = []

    public init(_ table: SessionTable, path: Path) {
        self.table = table
        self.path = path
    }

    /// A table that is ready and has one configured peer, reached through a router.
    public static func withPeer(
        configuration: Configuration, role: Role = .semiActive, discriminator: UInt32 = 0x1001,
        isReady: Bool = true, minimumTimeToLive: UInt8 = 254, resuming memory: Memory? = nil,
        seed: UInt64 = 1, at now: Instant
    ) -> Responder {
        var table = SessionTable(
            defaults: configuration, isReady: isReady, seed: seed,
            discriminator: { _ in discriminator })
        let path = standardPath
        _ = table.add(
            Peer(path: path, role: role, minimumTimeToLive: minimumTimeToLive),
            resuming: memory, at: now)
        return Responder(table, path: path)
    }

    /// From a gateway pod to a VPC's BFD port, as Kube-OVN numbers them.
    public static let standardPath = Path(
        local: IPAddress(.ipv4, value: 0xc0a8_0002), remote: IPAddress(.ipv4, value: 0x0aff_ffff))

    public var deadline: Instant { table.deadline }

    /// The only session, if there is one.
    public var status: SessionStatus? {
        table.sessions(.all).first.flatMap { table.status(of: $0) }
    }

    public var state: State? { status?.state }

    public mutating func hear(
        _ datagram: Datagram, arrival: Instant, at now: Instant
    ) -> [Datagram] {
        var bytes: [64 of UInt8] = .init(repeating: 0)
        var span = bytes.mutableSpan
        datagram.packet.encode(into: &span)
        let outcome = table.receive(
            bytes.span.extracting(first: ControlPacket.byteCount),
            Arrival(path: path, timeToLive: datagram.timeToLive, time: arrival), at: now)
        return perform(outcome, at: now)
    }

    public mutating func wake(at now: Instant) -> [Datagram] {
        var datagrams: [Datagram] = []
        while let outcome = table.settle(at: now) { datagrams += perform(outcome, at: now) }
        return datagrams
    }

    private mutating func perform(_ outcome: Outcome, at now: Instant) -> [Datagram] {
        if let earlier = outcome.earlier { transitions.append(earlier) }
        if let transition = outcome.transition { transitions.append(transition) }
        if let notice = outcome.notice { notices.append(notice) }
        guard let transmission = outcome.transmission else { return [] }
        sent.append((now, transmission.packet))
        return [Datagram(transmission.packet)]
    }
}
