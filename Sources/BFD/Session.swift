/// One BFD session in asynchronous mode (RFC 5880), as a value.
///
/// A session does no I/O and reads no clock. Its owner feeds it one ``Input`` at a time, does what
/// the ``Reaction`` says, and calls again no later than ``deadline``.
///
/// What hearing a packet does stands in `Reception.swift` (§6.8.6), what is sent and when in
/// `Transmitting.swift` (§6.8.7).
public struct Session: Sendable {
    public enum Input: Sendable {
        /// A packet that passed the checks of RFC 5880 §6.8.6 and names this session, and when it
        /// arrived, which is not after now.
        case received(ControlPacket, arrival: Instant)
        /// The peer's own discriminator, from a packet that named a session we do not have.
        case overheard(discriminator: UInt32)
        /// The time is at or past ``Session/deadline``.
        case deadline
        case administer(Administration)
        case configure(Configuration)
        case change(Role)
        /// Whether to send nothing at all, for debugging.
        case suspend(Bool)
    }

    /// *bfd.LocalDiscr*.
    public let localDiscriminator: UInt32

    public private(set) var role: Role
    public private(set) var configuration: Configuration
    public internal(set) var administration: Administration
    public private(set) var isSuspended = false

    /// *bfd.SessionState*.
    public internal(set) var state: State

    /// *bfd.LocalDiag*.
    public internal(set) var diagnostic: Diagnostic

    /// When ``state`` began.
    public internal(set) var since: Instant

    public internal(set) var counters = SessionCounters()

    var remote = Remote()
    var poll: Poll
    var farewell: Farewell?

    /// In microseconds: a larger one counts only when the peer has confirmed it (§6.8.3).
    var desiredMinTxInUse: UInt32

    /// In microseconds: a smaller one counts only when the peer has confirmed it (§6.8.3).
    var requiredMinRxInUse: UInt32

    /// When the peer's silence will have lasted for the detection time.
    var detection = Instant.never

    /// When the next periodic packet is due.
    var transmission = Instant.never

    /// When news that had to wait may be told.
    var postponed = Instant.never

    var lastPeriodic: Instant?
    var cadence = Cadence.silence
    var announcement: Announcement?
    var chance: Chance
    var finals = Allowance(burst: 8)
    var announcements = Allowance(burst: 8)
    private var hearsay = Allowance(burst: 1)

    /// A session that has heard nothing yet.
    public init(
        localDiscriminator: UInt32, role: Role, configuration: Configuration,
        administration: Administration = .enabled, seed: UInt64, at now: Instant
    ) {
        precondition(localDiscriminator != 0, "RFC 5880 §6.8.1: bfd.LocalDiscr is nonzero")
        self.localDiscriminator = localDiscriminator
        self.role = role
        self.configuration = configuration
        self.administration = .enabled
        chance = Chance(seed: seed)
        since = now
        state = .down
        diagnostic = .none
        let timers = Self.timers(in: .down, configuration)
        desiredMinTxInUse = timers.desiredMinTx
        requiredMinRxInUse = timers.requiredMinRx
        poll = Poll(timers)
        self.administration = administration
        switch administration {
        case .enabled:
            break
        case .adminDown(let reason):
            state = .adminDown
            diagnostic = reason
        case .down(let reason):
            diagnostic = reason
        case .draining:
            state = .adminDown
            diagnostic = .administrativelyDown
            farewell = Farewell()
        }
        reschedule(at: now)
    }

    /// When the session next wants an ``Input/deadline``.
    public var deadline: Instant { min(transmission, postponed, detection) }

    /// Takes one input. `now` never runs backwards.
    public mutating func step(_ input: Input, at now: Instant) -> Reaction {
        var reaction = Reaction()
        switch input {
        case .received(let packet, let arrival):
            receive(packet, arrival: min(arrival, now), at: now, &reaction)
        case .overheard(let discriminator):
            reaction.isHealing = overhear(discriminator, at: now)
        case .deadline:
            if detection <= now { reaction.transition = expire(at: now) }
        case .administer(let administration):
            reaction.transition = administer(administration, at: now)
        case .configure(let configuration):
            self.configuration = configuration
        case .change(let role):
            self.role = role
        case .suspend(let isSuspended):
            self.isSuspended = isSuspended
        }
        adoptTimers()
        reschedule(at: now)
        if reaction.transmit == nil { reaction.transmit = transmitIfDue(at: now) }
        return reaction
    }

    /// Whether a Poll Sequence runs (RFC 5880 §6.5).
    public var isPolling: Bool { poll.isRunning }

    /// Whether the peer has confirmed that it takes this session for Down, or there is none to ask.
    public var isDrained: Bool {
        guard let farewell else { return false }
        return farewell.isConfirmed || remote.discriminator == 0
            || (farewell.sent > 0 && remote.requiredMinRx == 0)
    }

    private mutating func administer(_ wanted: Administration, at now: Instant) -> Transition? {
        guard wanted != administration else { return nil }
        administration = wanted
        farewell = nil
        let next: (state: State, diagnostic: Diagnostic)
        switch wanted {
        case .enabled:
            // RFC 5880 §6.8.16: back by Down, whatever the peer says meanwhile.
            guard state == .adminDown else { return nil }
            next = (.down, .none)
        case .adminDown(let reason):
            next = (.adminDown, reason)
        case .down(let reason):
            next = (.down, reason)
        case .draining:
            isSuspended = false
            farewell = Farewell()
            next = (.adminDown, .administrativelyDown)
        }
        guard next.state != state else {
            diagnostic = next.diagnostic
            return nil
        }
        return move(to: next.state, because: next.diagnostic, .administration, at: now)
    }

    /// Learns the discriminator of a peer that still uses one of ours from before a restart.
    ///
    /// RFC 5880 §6.8.6 has its packets discarded, and so they are: they keep no session alive. But
    /// OVN ignores packets without its own discriminator, and without this both ends would wait for
    /// ever. Once a second at most, and never for a session that hears its peer.
    private mutating func overhear(_ discriminator: UInt32, at now: Instant) -> Bool {
        guard state == .down || state == .adminDown, discriminator != 0,
            remote.discriminator == 0 || remote.isHearsay
        else { return false }
        if remote.discriminator != discriminator {
            guard hearsay.take(every: .seconds(1), at: now) else { return false }
            remote.discriminator = discriminator
            remote.isHearsay = true
            poll = Poll(timers)
            counters.healings += 1
        }
        detection = now.advanced(by: Self.hearsayLife)
        return true
    }

    /// For how long a discriminator that was only overheard is used: some packets at a second's pace.
    static let hearsayLife = Interval.seconds(5)

    mutating func move(
        to next: State, because diagnostic: Diagnostic, _ cause: Transition.Cause, at now: Instant
    ) -> Transition {
        if state == .up { counters.downs[Int(cause.rawValue)] += 1 }
        if next == .up { counters.ups += 1 }
        let transition = Transition(
            from: state, to: next, diagnostic: diagnostic, cause: cause, time: now,
            packet: remote.lastPacket)
        state = next
        self.diagnostic = diagnostic
        since = now
        return transition
    }
}
