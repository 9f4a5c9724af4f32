public import BFD

/// One session on a workbench: a test says what it hears and when, and sees what it sends.
public struct Bench {
    public var session: Session
    public private(set) var now: Instant

    /// The packet that ``hear(_:flags:_:)`` starts from. Its sender's discriminator is 2, ours is 1.
    public var peer = ControlPacket(
        state: .down, detectMultiplier: 3, myDiscriminator: 2, yourDiscriminator: 1,
        desiredMinTx: 100_000, requiredMinRx: 100_000)

    /// Everything sent, whether periodic, extra or in answer.
    public private(set) var sent: [(time: Instant, packet: ControlPacket)] = []

    public private(set) var transitions: [Transition] = []

    /// 100 ms times 3, both ways.
    public static let configuration = Configuration(
        desiredMinTx: 100_000, requiredMinRx: 100_000, detectMultiplier: 3)

    public init(
        role: Role = .active, configuration: Configuration = Self.configuration,
        administration: Administration = .enabled, seed: UInt64 = 1
    ) {
        now = Instant(nanoseconds: 1_000_000_000_000)
        session = Session(
            localDiscriminator: 1, role: role, configuration: configuration,
            administration: administration, seed: seed, at: now)
    }

    /// A session that has reached `state` by hearing its peer, and has no Poll Sequence open.
    public static func `in`(
        _ state: State, configuration: Configuration = Self.configuration, seed: UInt64 = 1
    ) -> Bench {
        var bench = Bench(configuration: configuration, seed: seed)
        bench.pass(.zero)
        switch state {
        case .adminDown:
            bench.step(.administer(.adminDown(.administrativelyDown)))
            bench.hear(.down)
        case .down:
            bench.hear(.adminDown)
        case .initializing:
            bench.hear(.down)
        case .up:
            bench.hear(.down)
            bench.hear(.initializing)
            bench.hear(.up)
            bench.settlePolls()
        }
        return bench
    }

    /// Feeds one input and returns what came of it.
    @discardableResult
    public mutating func step(_ input: Session.Input) -> Reaction {
        let reaction = session.step(input, at: now)
        if let packet = reaction.transmit { sent.append((now, packet)) }
        if let earlier = reaction.earlier { transitions.append(earlier) }
        if let transition = reaction.transition { transitions.append(transition) }
        return reaction
    }

    /// Hears ``peer`` in `state`, after `change`.
    @discardableResult
    public mutating func hear(
        _ state: State, flags: ControlPacket.Flags = [],
        _ change: (inout ControlPacket) -> Void = { _ in }
    ) -> Reaction {
        peer.state = state
        var packet = peer
        packet.flags = flags
        change(&packet)
        return step(.received(packet, arrival: now))
    }

    /// Answers *Poll*s as a good peer would until none is open.
    public mutating func settlePolls() {
        for _ in 0..<10 where session.isPolling {
            pass(.milliseconds(100))
            hear(session.state, flags: .final)
            hear(session.state)
        }
    }

    /// Lets time pass in silence and returns what was sent meanwhile.
    @discardableResult
    public mutating func pass(_ interval: Interval) -> [(time: Instant, packet: ControlPacket)] {
        let first = sent.count
        let end = now.advanced(by: interval)
        while session.deadline <= end {
            now = max(now, session.deadline)
            step(.deadline)
        }
        now = end
        return Array(sent[first...])
    }

    /// Lets time pass while the peer goes on saying `state` every `pace`, and returns what was sent.
    @discardableResult
    public mutating func pass(
        _ interval: Interval, hearing state: State, every pace: Interval = .milliseconds(50)
    ) -> [(time: Instant, packet: ControlPacket)] {
        let first = sent.count
        let end = now.advanced(by: interval)
        while now < end {
            hear(state)
            pass(min(pace, end.since(now)))
        }
        return Array(sent[first...])
    }

    /// Sleeps without running: nothing is stepped, as when the process is stopped.
    public mutating func stall(_ interval: Interval) {
        now = now.advanced(by: interval)
    }
}

/// The times between consecutive packets.
public func gaps(_ packets: [(time: Instant, packet: ControlPacket)]) -> [Interval] {
    zip(packets, packets.dropFirst()).map { $1.time.since($0.time) }
}
