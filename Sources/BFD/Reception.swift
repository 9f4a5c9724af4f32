extension Session {
    /// RFC 5880 §6.8.6 from where a packet has found its session.
    mutating func receive(
        _ packet: ControlPacket, arrival: Instant, at now: Instant, _ reaction: inout Reaction
    ) {
        // We may run late, but the peer was silent for too long only if its packet came too late.
        if detection < arrival { reaction.earlier = expire(at: now) }

        counters.received += 1
        measureGap(arrival)
        if remote.discriminator != packet.myDiscriminator { poll = Poll(timers) }
        remote = Remote(packet, arrival: max(arrival, remote.lastReceived ?? arrival))
        if packet.flags.contains(.final) {
            conclude(poll.receivedFinal(arrival: arrival, advertised: timers))
            farewell?.confirm(packet.state)
        } else {
            poll.receivedOther(advertised: timers)
        }
        updateDetection()

        if let (next, diagnostic, cause) = successor(hearing: packet.state) {
            reaction.transition = move(to: next, because: diagnostic, cause, at: now)
        }
        if packet.flags.contains(.poll) {
            adoptTimers()
            reaction.transmit = answer(at: now)
        }
    }

    /// Where hearing a peer in `remote` takes this session, and why; `nil` if nowhere.
    private func successor(
        hearing remote: State
    ) -> (State, Diagnostic, Transition.Cause)? {
        switch administration {
        case .enabled: Self.successor(of: state, hearing: remote)
        case .adminDown, .down, .draining: nil
        }
    }

    /// RFC 5880 §6.8.6: where hearing a peer in `remote` takes a session in `local`, and why.
    ///
    ///                              +--+
    ///                              |  | Up, AdminDown, timeout
    ///                              |  v
    ///                     Down  +------+  Init
    ///              +------------| Down |------------+
    ///              |            +------+            |
    ///              v   AdminDown,  ^  ^  AdminDown, v
    ///           +------+  timeout  |  |  Down,   +----+
    ///      Down | Init |-----------+  +--timeout-| Up | Init, Up
    ///           +------+                         +----+
    ///              |            Init, Up            ^
    ///              +--------------------------------+
    static func successor(
        of local: State, hearing remote: State
    ) -> (State, Diagnostic, Transition.Cause)? {
        switch (local, remote) {
        case (.down, .down): (.initializing, .none, .handshake)
        case (.down, .initializing): (.up, .none, .handshake)
        case (.initializing, .initializing), (.initializing, .up): (.up, .none, .handshake)
        case (.initializing, .adminDown), (.up, .adminDown):
            (.down, .neighborSignaledSessionDown, .neighborAdminDown)
        case (.up, .down): (.down, .neighborSignaledSessionDown, .neighborDown)
        case (.adminDown, _), (.down, .adminDown), (.down, .up), (.initializing, .down),
            (.up, .initializing), (.up, .up):
            nil
        }
    }

    /// The peer was silent for the detection time.
    ///
    /// RFC 5880 §6.8.1 forgets its discriminator in every state, §6.8.18 the interval it asked for;
    /// only Init and Up go Down by it (§6.8.4).
    mutating func expire(at now: Instant) -> Transition? {
        detection = .never
        var transition: Transition?
        switch state {
        case .initializing, .up:
            transition = move(
                to: .down, because: .controlDetectionTimeExpired, .detectionTimeExpired, at: now)
        case .down, .adminDown:
            break
        }
        let lastReceived = remote.lastReceived
        remote = Remote()
        remote.lastReceived = lastReceived
        poll = Poll(timers)
        return transition
    }

    /// RFC 5880 §6.8.4: the peer's multiplier times the slower of what it promises and what we
    /// take; `nil` if nobody promised anything.
    var detectionTime: Interval? {
        guard remote.lastPacket != nil else { return nil }
        let interval = Interval.microseconds(max(requiredMinRxInUse, remote.desiredMinTx))
        guard interval > .zero else { return nil }
        return Interval(nanoseconds: interval.nanoseconds * UInt64(remote.detectMultiplier))
    }

    /// Sets ``detection`` from when the peer was last heard and what is now agreed.
    mutating func updateDetection() {
        guard let lastReceived = remote.lastReceived, remote.lastPacket != nil else { return }
        detection = detectionTime.map(lastReceived.advanced(by:)) ?? .never
    }

    private mutating func conclude(_ answer: Poll.Answer) {
        if answer.isConfirmation {
            desiredMinTxInUse = timers.desiredMinTx
            requiredMinRxInUse = timers.requiredMinRx
        }
        if let roundTrip = answer.roundTrip { counters.add(roundTrip: roundTrip) }
    }

    private mutating func measureGap(_ arrival: Instant) {
        guard state == .up, let lastReceived = remote.lastReceived, let detectionTime else {
            return
        }
        counters.gaps.add(
            arrival.since(lastReceived), multiplier: remote.detectMultiplier,
            detectionTime: detectionTime)
    }
}

extension Remote {
    /// RFC 5880 §6.8.6: what a received packet says of its sender.
    fileprivate init(_ packet: ControlPacket, arrival: Instant) {
        discriminator = packet.myDiscriminator
        state = packet.state
        diagnostic = packet.diagnostic
        isDemanding = packet.flags.contains(.demand)
        detectMultiplier = packet.detectMultiplier
        desiredMinTx = packet.desiredMinTx
        requiredMinRx = packet.requiredMinRx
        lastReceived = arrival
        lastPacket = packet
    }
}
