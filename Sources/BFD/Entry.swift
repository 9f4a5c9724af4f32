import Addressing

/// A session and what its table adds to it.
struct Entry: Sendable {
    let id: SessionID
    let path: Path
    var peer: Peer

    /// Whether an allowed peer's first packet made it.
    var isAccepted: Bool

    var session: Session

    /// What an operator's command wants of the session.
    var hold: Administration?

    var history = History()

    /// Steps the session; what changed goes to the history.
    mutating func step(_ input: Session.Input, at now: Instant) -> Reaction {
        var reaction = session.step(input, at: now)
        let isForced = hold != nil && hold == session.administration
        if var earlier = reaction.earlier {
            earlier.isForced = isForced
            reaction.earlier = earlier
            history.append(earlier)
        }
        if var transition = reaction.transition {
            transition.isForced = isForced
            reaction.transition = transition
            history.append(transition)
        }
        return reaction
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
