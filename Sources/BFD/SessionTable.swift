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

    /// For later sessions that are made by ``connect(_:minimumTimeToLive:at:)`` or by an allowed peer's
    /// first packet; off if `nil`.
    public var authentication: Authentication?

    public internal(set) var counters = TableCounters()
    public internal(set) var health: Health

    /// Whether sessions may come up. Until then they are AdminDown, never Down: an OVN peer that
    /// hears Down from us counts us as usable.
    public internal(set) var isReady: Bool

    public internal(set) var isDraining = false

    /// By slot. A free slot still holds what was there last, but no index leads to it. (An optional
    /// would say so, but reading one field of it copies the kilobyte that an entry is.)
    var entries: [Entry] = []
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
                return overhear(packet, bytes, arrival, at: now)
            }
            guard entries[slot].path == arrival.path else { return drop(.wrongPath) }
            return receive(packet, bytes, for: slot, arrival, at: now)
        }
        if let slot = byPath[arrival.path] {
            return receive(packet, bytes, for: slot, arrival, at: now)
        }
        switch accept(arrival, at: now) {
        case .success(let slot):
            var outcome = receive(packet, bytes, for: slot, arrival, at: now)
            note(.created, slot, in: &outcome)
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
        _ packet: ControlPacket, _ bytes: Span<UInt8>, for slot: Int, _ arrival: Arrival,
        at now: Instant
    ) -> Outcome {
        guard arrival.timeToLive >= entries[slot].peer.minimumTimeToLive else {
            return drop(.timeToLive)
        }
        if let discard = entries[slot].check(packet, bytes, at: now) { return drop(discard) }
        return step(slot, .received(packet, arrival: arrival.time), at: now)
    }

    /// A packet that names a session which is not, or no longer, ours.
    private mutating func overhear(
        _ packet: ControlPacket, _ bytes: Span<UInt8>, _ arrival: Arrival, at now: Instant
    ) -> Outcome {
        if let slot = byPath[arrival.path] {
            return overhear(packet, bytes, for: slot, arrival, at: now)
        }
        switch accept(arrival, at: now) {
        case .success(let slot):
            var outcome = overhear(packet, bytes, for: slot, arrival, at: now)
            note(.created, slot, in: &outcome)
            return outcome
        case .failure(.unknownPeer):
            return drop(.unknownDiscriminator)
        case .failure(let discard):
            return drop(discard)
        }
    }

    /// The same when its sender is a known peer, see ``Session/Input/overheard(discriminator:)``.
    private mutating func overhear(
        _ packet: ControlPacket, _ bytes: Span<UInt8>, for slot: Int, _ arrival: Arrival,
        at now: Instant
    ) -> Outcome {
        guard arrival.timeToLive >= entries[slot].peer.minimumTimeToLive else {
            return drop(.timeToLive)
        }
        if let discard = entries[slot].check(packet, bytes, at: now) { return drop(discard) }
        var outcome = step(slot, .overheard(discriminator: packet.myDiscriminator), at: now)
        let discard: Discard =
            outcome.notice == .healed ? .staleDiscriminator : .unknownDiscriminator
        counters[discard] += 1
        outcome.discard = discard
        return outcome
    }

    private func note(_ notice: Outcome.Notice, _ slot: Int, in outcome: inout Outcome) {
        outcome.notice = notice
        outcome.session = entries[slot].id
        outcome.slot = slot
        outcome.path = entries[slot].path
    }

    private mutating func drop(_ discard: Discard) -> Outcome {
        counters[discard] += 1
        var outcome = Outcome()
        outcome.discard = discard
        return outcome
    }

    /// Steps one session, in place; the schedule and the counters follow.
    mutating func step(_ slot: Int, _ input: Session.Input, at now: Instant) -> Outcome {
        let outcome = entries[slot].step(input, slot: slot, at: now)
        if outcome.transmission != nil { counters.transmitted += 1 }
        schedule.set(entries[slot].session.deadline, for: slot)
        return outcome
    }
}
