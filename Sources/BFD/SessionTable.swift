import Addressing

/// All sessions of a process: which one a datagram is for, and which one is due.
///
/// The loop around it is short. For each datagram that arrived call ``receive(_:_:at:)``; when no
/// more are waiting call ``settle(at:)`` until it returns `nil`; then sleep until ``deadline``.
/// What is to be sent and told comes out of these two alone. Commands only note what is wanted, so
/// call ``settle(at:)`` after them too.
///
/// Who is in it stands in `Membership.swift`, what they are told to do in `Orders.swift`.
public struct SessionTable: Sendable {
    /// For later sessions that bring no configuration of their own (`session new set`).
    public var defaults: Configuration

    public internal(set) var counters = TableCounters()
    public internal(set) var health: Health

    /// Whether sessions may come up. Until then they are AdminDown, never Down: an OVN peer that
    /// hears Down from us counts us as usable.
    public internal(set) var isReady: Bool

    public internal(set) var isDraining = false

    /// By slot; a free slot is `nil`.
    var entries: [Entry?] = []
    var freeSlots: [Int] = []
    var schedule = Schedule()

    /// *Your Discriminator* chooses the session (RFC 5880 §6.8.6) …
    var byDiscriminator: [UInt32: Int] = [:]
    /// … and the addresses do while the peer does not know ours (RFC 5881 §3).
    var byPath: [Path: Int] = [:]
    var byID: [SessionID: Int] = [:]

    /// The minimum time to live by the address whose first packet may make a session.
    var allowed: [IPAddress: UInt8] = [:]
    var acceptedCount = 0
    let mostAccepted: Int

    /// What orders led to and ``settle(at:)`` has yet to hand out.
    var pending: ArraySlice<Outcome> = []

    var lastID: UInt32 = 0
    let seed: UInt64
    let discriminator: @Sendable (Path) -> UInt32

    /// - Parameters:
    ///   - defaults: for sessions that bring no configuration of their own.
    ///   - health: how slowly the gateway comes back after a failure.
    ///   - isReady: whether sessions may come up from the start, without ``becomeReady(at:)``.
    ///   - mostAccepted: how many sessions the first packets of allowed peers may make.
    ///   - seed: for jitter.
    ///   - discriminator: *My Discriminator* for a path. It should be the same after a restart and
    ///     hard to guess; zero and what is taken already are replaced by the next free number.
    public init(
        defaults: Configuration = Configuration(), health: Health.Settings = Health.Settings(),
        isReady: Bool = false, mostAccepted: Int = 64, seed: UInt64,
        discriminator: @escaping @Sendable (Path) -> UInt32
    ) {
        self.defaults = defaults
        self.health = Health(settings: health)
        self.isReady = isReady
        self.mostAccepted = mostAccepted
        self.seed = seed
        self.discriminator = discriminator
    }

    /// When ``settle(at:)`` next wants to be called.
    public var deadline: Instant {
        guard pending.isEmpty else { return Instant(nanoseconds: 0) }
        return min(schedule.first?.deadline ?? .never, health.recovery ?? .never)
    }

    /// Takes one datagram that came to port 3784 or 4784. `now` never runs backwards.
    public mutating func receive(
        _ bytes: Span<UInt8>, _ arrival: Arrival, at now: Instant
    ) -> Outcome {
        counters.received += 1
        let packet: ControlPacket
        do {
            packet = try ControlPacket(bytes)
        } catch {
            return drop(.malformed(error))
        }
        if packet.yourDiscriminator != 0 {
            guard let slot = byDiscriminator[packet.yourDiscriminator] else {
                return overhear(packet, arrival, at: now)
            }
            guard entries[slot]?.path == arrival.path else { return drop(.wrongPath) }
            return receive(packet, for: slot, arrival, at: now)
        }
        if let slot = byPath[arrival.path] {
            return receive(packet, for: slot, arrival, at: now)
        }
        switch accept(arrival, at: now) {
        case .success(let slot):
            var outcome = receive(packet, for: slot, arrival, at: now)
            outcome.notice = .created
            return outcome
        case .failure(let discard):
            return drop(discard)
        }
    }

    /// Does what is due for one session; `nil` if nothing is due any more.
    ///
    /// Call it after everything that arrived has gone to ``receive(_:_:at:)``: a process that was
    /// kept from running must not take its own delay for the peer's silence.
    public mutating func settle(at now: Instant) -> Outcome? {
        if health.settle(at: now) { administerAll(at: now) }
        if let outcome = pending.popFirst() { return outcome }
        guard let (deadline, slot) = schedule.first, deadline <= now else { return nil }
        counters.worstLateness = max(counters.worstLateness, now.since(deadline))
        var outcome = step(slot, .deadline, at: now)
        if isForgotten(slot) {
            remove(slot)
            outcome.notice = .removed
        }
        return outcome
    }

    /// A packet that has found its session.
    private mutating func receive(
        _ packet: ControlPacket, for slot: Int, _ arrival: Arrival, at now: Instant
    ) -> Outcome {
        guard arrival.timeToLive >= entries[slot]?.peer.minimumTimeToLive ?? 0 else {
            return drop(.timeToLive)
        }
        return step(slot, .received(packet, arrival: arrival.time), at: now)
    }

    /// A packet that names a session which is not, or no longer, ours.
    private mutating func overhear(
        _ packet: ControlPacket, _ arrival: Arrival, at now: Instant
    ) -> Outcome {
        var notice: Outcome.Notice?
        let slot: Int
        if let known = byPath[arrival.path] {
            slot = known
        } else {
            switch accept(arrival, at: now) {
            case .success(let new):
                slot = new
                notice = .created
            case .failure(.unknownPeer):
                return drop(.unknownDiscriminator)
            case .failure(let discard):
                return drop(discard)
            }
        }
        guard arrival.timeToLive >= entries[slot]?.peer.minimumTimeToLive ?? 0 else {
            return drop(.timeToLive)
        }
        var outcome = step(slot, .overheard(discriminator: packet.myDiscriminator), at: now)
        outcome.discard = outcome.notice == .healed ? .staleDiscriminator : .unknownDiscriminator
        if let discard = outcome.discard { counters[discard] += 1 }
        if let notice { outcome.notice = notice }
        return outcome
    }

    private mutating func drop(_ discard: Discard) -> Outcome {
        counters[discard] += 1
        var outcome = Outcome()
        outcome.discard = discard
        return outcome
    }

    /// Steps one session; the schedule and the counters follow.
    mutating func step(_ slot: Int, _ input: Session.Input, at now: Instant) -> Outcome {
        var outcome = Outcome()
        guard let entry = entries[slot] else { return outcome }
        let wasDrained = isDraining && entry.session.isDrained
        guard let reaction = entries[slot]?.step(input, at: now) else { return outcome }
        outcome.session = entry.id
        outcome.slot = slot
        outcome.path = entry.path
        outcome.earlier = reaction.earlier
        outcome.transition = reaction.transition
        if let packet = reaction.transmit {
            counters.transmitted += 1
            outcome.transmission = Transmission(
                session: entry.id, slot: slot, path: entry.path, packet: packet)
        }
        if let session = entries[slot]?.session {
            schedule.set(session.deadline, for: slot)
            if isDraining, !wasDrained, session.isDrained { outcome.notice = .drained }
            if reaction.isHealing { outcome.notice = .healed }
        }
        return outcome
    }
}
