import Addressing
public import BFD

/// A table on a workbench: a test says which datagram comes from where, and sees what comes of it.
public struct TableBench {
    public var table: SessionTable
    public private(set) var now = Instant(nanoseconds: 1_000_000_000_000)

    /// From the gateway to its first peer.
    public static let path = Responder.standardPath

    /// To another peer, from the same address.
    public static func path(to last: UInt8, hops: Path.Hops = .single) -> Path {
        Path(
            local: path.local, remote: IPAddress(.ipv4, value: 0x0a00_0000 | UInt128(last)),
            hops: hops)
    }

    /// Discriminators are 100 for the first path asked about and count up from there.
    public init(
        isReady: Bool = true, mostAccepted: Int = 64,
        health: Health.Settings = Health.Settings()
    ) {
        table = SessionTable(
            defaults: Bench.configuration, health: health, isReady: isReady,
            mostAccepted: mostAccepted, seed: 1, discriminator: { _ in 100 })
    }

    /// Adds a configured peer that ``settle()`` has already let speak.
    @discardableResult
    public mutating func add(
        _ path: Path = Self.path, role: Role = .semiActive, minimumTimeToLive: UInt8 = 255
    ) -> SessionID? {
        let id = table.add(
            Peer(path: path, role: role, minimumTimeToLive: minimumTimeToLive), at: now)
        settle()
        return id
    }

    /// Feeds the bytes of `packet`.
    @discardableResult
    public mutating func hear(
        _ packet: ControlPacket, on path: Path = Self.path, timeToLive: UInt8 = 255
    ) -> Outcome {
        var bytes: [24 of UInt8] = .init(repeating: 0)
        var span = bytes.mutableSpan
        packet.encode(into: &span)
        return hear(bytes: bytes.span, on: path, timeToLive: timeToLive)
    }

    @discardableResult
    public mutating func hear(
        bytes: Span<UInt8>, on path: Path = Self.path, timeToLive: UInt8 = 255
    ) -> Outcome {
        table.receive(
            bytes, Arrival(path: path, timeToLive: timeToLive, time: now), at: now)
    }

    /// Everything that is due, in order.
    @discardableResult
    public mutating func settle() -> [Outcome] {
        var outcomes: [Outcome] = []
        while let outcome = table.settle(at: now) { outcomes.append(outcome) }
        return outcomes
    }

    /// Lets time pass and returns everything that came due, in order.
    @discardableResult
    public mutating func pass(_ interval: Interval) -> [Outcome] {
        var outcomes = settle()
        let end = now.advanced(by: interval)
        while table.deadline <= end {
            now = max(now, table.deadline)
            outcomes += settle()
        }
        now = end
        return outcomes
    }

    /// Takes the session of `path` to Up by the peer with discriminator `my`.
    public mutating func bringUp(_ path: Path = Self.path, my: UInt32 = 2, your: UInt32 = 100) {
        hear(.from(my, .down), on: path)
        hear(.from(my, .initializing, to: your), on: path)
        hear(.from(my, .up, to: your), on: path)
        settle()
    }

    public func state(_ path: Path = Self.path) -> State? {
        status(path)?.state
    }

    public func status(_ path: Path = Self.path) -> SessionStatus? {
        table.sessions(.pair(local: path.local, remote: path.remote)).first
            .flatMap { table.status(of: $0) }
    }
}

extension ControlPacket {
    /// A sound packet at 100 ms times 3.
    public static func from(
        _ my: UInt32, _ state: State, to your: UInt32 = 0, flags: Flags = []
    ) -> ControlPacket {
        ControlPacket(
            state: state, flags: flags, detectMultiplier: 3, myDiscriminator: my,
            yourDiscriminator: your, desiredMinTx: 100_000, requiredMinRx: 100_000)
    }
}
