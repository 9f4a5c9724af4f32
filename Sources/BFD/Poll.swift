/// The Poll Sequences of a session (RFC 5880 §6.5): has the peer heard the timers we advertise?
struct Poll: Sendable {
    /// The timers that a change of needs a Poll Sequence (§6.8.3), in microseconds.
    struct Timers: Hashable, Sendable {
        var desiredMinTx: UInt32
        var requiredMinRx: UInt32
    }

    private enum Phase {
        /// The peer has confirmed ``subject``.
        case idle
        /// Packets carry *Poll*.
        case running
        /// A *Final* came, but answers to earlier *Poll*s may still be on the way. Another sequence
        /// has to wait, or it would take one of those for its own (§6.5).
        case settling
    }

    private var phase = Phase.running

    /// *Poll*s sent that no *Final* has answered yet.
    private var unanswered: UInt32 = 0

    private var firstSent = Instant(nanoseconds: 0)
    private var lastSent = Instant(nanoseconds: 0)

    /// What the sequence that runs, or ran last, asks the peer to confirm.
    private var subject: Timers

    /// Begins with a sequence: a peer that is new has confirmed nothing.
    ///
    /// Beside OVN this is also the quickest way up, because *Final* is the only packet that it does
    /// not keep until its next tick.
    init(_ timers: Timers) {
        subject = timers
    }

    /// Whether packets carry *Poll*.
    var isRunning: Bool { phase == .running }

    /// Sees to it that `timers` get confirmed, if they are not what was asked last.
    mutating func advertise(_ timers: Timers) {
        guard timers != subject else { return }
        switch phase {
        case .idle:
            start(timers)
        case .running where unanswered == 0:
            // Nobody was asked yet: one sequence can carry both changes.
            subject = timers
        case .running, .settling:
            break
        }
    }

    /// A packet with *Poll* goes out.
    mutating func sent(at now: Instant) {
        if unanswered == 0 { firstSent = now }
        unanswered += 1
        lastSent = now
    }

    /// What a *Final* means.
    struct Answer {
        /// Whether the peer now knows the timers that we advertise.
        var isConfirmation: Bool
        /// If it is clear which *Poll* it answers.
        var roundTrip: Interval?
    }

    /// Takes a packet with *Final*.
    mutating func receivedFinal(arrival: Instant, advertised: Timers) -> Answer {
        var answer = Answer(isConfirmation: false, roundTrip: nil)
        if unanswered == 1 { answer.roundTrip = arrival.since(firstSent) }
        if unanswered > 0 { unanswered -= 1 }
        switch phase {
        case .idle:
            break
        case .running:
            answer.isConfirmation = subject == advertised
            phase = .settling
            if unanswered == 0 { settle(advertised) }
        case .settling:
            if unanswered == 0 { settle(advertised) }
        }
        return answer
    }

    /// Takes a packet without *Final*: the peer has no more answers on the way.
    mutating func receivedOther(advertised: Timers) {
        if phase == .settling { settle(advertised) }
    }

    /// Stops waiting for stragglers after a second, longer than any round trip here.
    mutating func expire(advertised: Timers, at now: Instant) {
        if phase == .settling, now.since(lastSent) >= .seconds(1) { settle(advertised) }
    }

    private mutating func settle(_ advertised: Timers) {
        unanswered = 0
        phase = .idle
        advertise(advertised)
    }

    private mutating func start(_ timers: Timers) {
        phase = .running
        unanswered = 0
        subject = timers
    }
}
