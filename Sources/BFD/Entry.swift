import Addressing

/// A session and what its table adds to it.
struct Entry: Sendable {
    let id: SessionID
    var peer: Peer

    /// Whether an allowed peer's first packet made it.
    var isAccepted: Bool

    var session: Session
    var authenticator: Authenticator?

    var path: Path { peer.path }

    /// What an operator's command wants of the session.
    var hold: Administration?

    var history = History()

    /// Steps the session; what changed goes to the history.
    mutating func step(_ input: Session.Input, slot: Int, at now: Instant) -> Outcome {
        let wasDrained = session.isDrained
        var reaction = session.step(input, at: now)
        let isForced = hold != nil && hold == session.administration
        reaction.earlier?.isForced = isForced
        reaction.transition?.isForced = isForced
        if let earlier = reaction.earlier { history.append(earlier) }
        if let transition = reaction.transition { history.append(transition) }

        var outcome = Outcome()
        outcome.session = id
        outcome.slot = slot
        outcome.path = path
        outcome.earlier = reaction.earlier
        outcome.transition = reaction.transition
        if case .received(_, let arrival) = input {
            authenticator?.heard(at: arrival, detectionTime: session.detectionTime)
        }
        if var packet = reaction.transmit {
            if authenticator != nil { packet.flags.insert(.authenticationPresent) }
            outcome.transmission = Transmission(
                session: id, slot: slot, path: path, packet: packet,
                section: authenticator?.sign(packet))
        }
        if reaction.isHealing { outcome.notice = .healed }
        if session.isDrained, !wasDrained { outcome.notice = .drained }
        return outcome
    }

    /// Whether the packet is as authentic as the peer's configuration wants it (RFC 5880 §6.8.6).
    mutating func check(
        _ packet: ControlPacket, _ bytes: Span<UInt8>, at now: Instant
    ) -> Discard? {
        let isPresent = packet.flags.contains(.authenticationPresent)
        guard isPresent == (authenticator != nil) else { return .authenticationMismatch }
        let isAuthentic = authenticator?.accepts(
            bytes, detectMultiplier: packet.detectMultiplier, at: now)
        return isAuthentic == false ? .authenticationFailure : nil
    }

    var memory: Memory {
        var memory = session.memory
        memory.transmitSequence = authenticator?.transmitSequence
        memory.receivedSequence = authenticator?.receivedSequence
        return memory
    }

    func status(slot: Int) -> SessionStatus {
        let remote = session.remote
        return SessionStatus(
            id: id, slot: slot, path: path, role: session.role, isAccepted: isAccepted,
            minimumTimeToLive: peer.minimumTimeToLive, state: session.state,
            diagnostic: session.diagnostic, administration: session.administration,
            isForced: hold != nil, isSuspended: session.isSuspended, since: session.since,
            localDiscriminator: session.localDiscriminator,
            remoteDiscriminator: remote.discriminator, remoteState: remote.state,
            remoteDiagnostic: remote.diagnostic, remoteIsDemanding: remote.isDemanding,
            remoteDetectMultiplier: remote.detectMultiplier,
            remoteDesiredMinTx: remote.desiredMinTx, remoteRequiredMinRx: remote.requiredMinRx,
            configuration: session.configuration, desiredMinTx: session.timers.desiredMinTx,
            desiredMinTxInUse: session.desiredMinTxInUse,
            requiredMinRxInUse: session.requiredMinRxInUse, isPolling: session.isPolling,
            transmitInterval: session.transmitInterval, detectionTime: session.detectionTime,
            lastReceived: remote.lastReceived, counters: session.counters, history: history)
    }
}
