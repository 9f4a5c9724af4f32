extension Session {
    /// How often packets go out when nothing happens.
    enum Cadence: Hashable, Sendable {
        case silence
        /// RFC 5880 §6.8.7: before jitter.
        case periodic(Interval)
        /// See ``Farewell/interval``.
        case urgent
    }

    /// What a peer wants to know at once, not with the next periodic packet (RFC 5880 §6.8.7).
    struct Announcement: Hashable, Sendable {
        var state: State
        var diagnostic: Diagnostic
        var yourDiscriminator: UInt32
    }

    /// The timers that we advertise.
    var timers: Poll.Timers { Self.timers(in: state, configuration) }

    /// RFC 5880 §6.8.3: a second at least while not Up, so that a peer that is not there costs
    /// little. Our own *Required Min RX* is true from the first packet: OVN does not bring its next
    /// packet forward when we lower it later.
    static func timers(in state: State, _ configuration: Configuration) -> Poll.Timers {
        Poll.Timers(
            desiredMinTx: state == .up
                ? configuration.desiredMinTx : max(configuration.desiredMinTx, 1_000_000),
            requiredMinRx: configuration.requiredMinRx)
    }

    /// Takes the advertised timers into use as far as RFC 5880 §6.8.3 lets us before the peer has
    /// confirmed them: while Up, never slower to send and never quicker to give up than it knows.
    mutating func adoptTimers() {
        let timers = timers
        poll.advertise(timers)
        if state != .up || timers.desiredMinTx < desiredMinTxInUse {
            desiredMinTxInUse = timers.desiredMinTx
        }
        if timers.requiredMinRx > requiredMinRxInUse
            || (state != .up && timers.requiredMinRx < requiredMinRxInUse)
        {
            requiredMinRxInUse = timers.requiredMinRx
            updateDetection()
        }
    }

    /// Whether anything but a *Final* may be sent at present.
    private var maySpeak: Bool {
        if isSuspended { return false }
        switch administration {
        case .down: return remote.discriminator != 0 && remote.state == .up
        case .enabled, .adminDown, .draining: break
        }
        switch role {
        case .active, .semiActive: return true
        case .passive: return remote.discriminator != 0
        }
    }

    private var wantedCadence: Cadence {
        guard maySpeak, remote.requiredMinRx != 0 else { return .silence }
        if farewell?.isUrgent == true, remote.discriminator != 0 { return .urgent }
        // RFC 5880 §6.8.7: a peer in demand mode hears from us only in a Poll Sequence.
        if remote.isDemanding, state == .up, remote.state == .up, !poll.isRunning {
            return .silence
        }
        return .periodic(.microseconds(max(desiredMinTxInUse, remote.requiredMinRx)))
    }

    /// The interval between periodic packets before jitter; `nil` if there are none.
    var transmitInterval: Interval? {
        switch cadence {
        case .silence: nil
        case .periodic(let interval): interval
        case .urgent: Farewell.interval
        }
    }

    /// Moves the next periodic packet if the interval changed: it is counted from the last one, and
    /// goes out at once if that is past (RFC 5880 §6.8.3).
    mutating func reschedule(at now: Instant) {
        let wanted = wantedCadence
        guard wanted != cadence else { return }
        cadence = wanted
        schedule(at: now)
    }

    private mutating func schedule(at now: Instant) {
        let pause: Interval
        switch cadence {
        case .silence:
            transmission = .never
            return
        case .periodic(let interval):
            // RFC 5880 §6.8.7: with a multiplier of 1 a full interval would be too late.
            pause = chance.part(
                of: interval, from: 75, to: configuration.detectMultiplier == 1 ? 90 : 100)
        case .urgent:
            pause = chance.part(of: Farewell.interval, from: 50, to: 100)
        }
        transmission = max(now, lastPeriodic?.advanced(by: pause) ?? now)
    }

    /// The periodic packet if it is due, or an extra one if there is news.
    mutating func transmitIfDue(at now: Instant) -> ControlPacket? {
        if transmission <= now {
            poll.expire(advertised: timers, at: now)
            counters.worstLateness = max(counters.worstLateness, now.since(transmission))
            let packet = packet(at: now)
            lastPeriodic = now
            cadence = wantedCadence
            schedule(at: now)
            return packet
        }
        if postponed <= now { postponed = .never }
        guard maySpeak, announcement != news else { return nil }
        guard announcements.take(every: Self.announcementInterval, at: now) else {
            postponed = announcements.next(every: Self.announcementInterval)
            return nil
        }
        return packet(at: now)
    }

    /// Between extra packets when a peer makes us change over and over.
    private static let announcementInterval = Interval.milliseconds(50)

    /// RFC 5880 §6.8.7: *Poll* is answered at once and in every state, AdminDown too.
    ///
    /// A flood of them is not. Where answers are limited, the interval that this imposes must not
    /// be longer than the one that we advertise.
    mutating func answer(at now: Instant) -> ControlPacket? {
        let interval = min(Interval.milliseconds(10), .microseconds(timers.desiredMinTx))
        guard !isSuspended, finals.take(every: interval, at: now) else {
            counters.unansweredPolls += 1
            return nil
        }
        counters.finals += 1
        return packet(isFinal: true, at: now)
    }

    private var news: Announcement {
        Announcement(
            state: state, diagnostic: diagnostic, yourDiscriminator: remote.discriminator)
    }

    /// The next packet (RFC 5880 §6.8.7), which is then taken as sent.
    private mutating func packet(isFinal: Bool = false, at now: Instant) -> ControlPacket {
        var flags: ControlPacket.Flags = []
        if isFinal {
            flags.insert(.final)
        } else if isAsking {
            flags.insert(.poll)
            poll.sent(at: now)
        }
        if configuration.isControlPlaneIndependent { flags.insert(.controlPlaneIndependent) }
        counters.transmitted += 1
        farewell?.count()
        announcement = news
        return ControlPacket(
            state: state, diagnostic: diagnostic, flags: flags,
            detectMultiplier: configuration.detectMultiplier, myDiscriminator: localDiscriminator,
            yourDiscriminator: remote.discriminator, desiredMinTx: timers.desiredMinTx,
            requiredMinRx: timers.requiredMinRx)
    }

    /// Whether packets carry *Poll*: there is somebody to answer and something to confirm.
    private var isAsking: Bool {
        guard remote.discriminator != 0 else { return false }
        if let farewell, farewell.sent > 0, !farewell.isConfirmed { return true }
        return poll.isRunning
    }
}
