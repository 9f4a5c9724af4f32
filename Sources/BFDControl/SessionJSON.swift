import Addressing
public import BFD

extension SessionStatus {
    func json(at now: Instant) -> JSON {
        .object([
            "id": .number(id.rawValue),
            "local": .string(path.local.description),
            "remote": .string(path.remote.description),
            "port": .number(path.hops.port),
            "role": .string(role == .active ? "active" : "passive"),
            "accepted": .bool(isAccepted),
            "state": .string(state.description),
            "forMs": .number(now.since(since).milliseconds),
            "diagnostic": .string(diagnostic.description),
            "diagnosticCode": .number(diagnostic.rawValue),
            "forced": .bool(isForced),
            "suspended": .bool(isSuspended),
            "administration": .string(administration.name),
            "discriminator": .number(localDiscriminator),
            "configuration": ownSide,
            "remoteSide": remoteSide,
            "transmitIntervalUs": .number(transmitInterval?.microseconds),
            "detectionTimeUs": .number(detectionTime?.microseconds),
            "polling": .bool(isPolling),
            "lastReceivedMsAgo": .number(lastReceived.map { now.since($0).milliseconds }),
            "counters": counters.json,
            "transitions": .array(
                (0..<history.count).compactMap { history[$0]?.json(at: now) }),
        ])
    }

    private var ownSide: JSON {
        .object([
            "desiredMinTxUs": .number(configuration.desiredMinTx),
            "desiredMinTxInUseUs": .number(desiredMinTxInUse),
            "requiredMinRxUs": .number(configuration.requiredMinRx),
            "requiredMinRxInUseUs": .number(requiredMinRxInUse),
            "detectMultiplier": .number(configuration.detectMultiplier),
            "controlPlaneIndependent": .bool(configuration.isControlPlaneIndependent),
            "minimumTtl": .number(minimumTimeToLive),
        ])
    }

    private var remoteSide: JSON {
        .object([
            "state": .string(remoteState.description),
            "diagnostic": .string(remoteDiagnostic.description),
            "diagnosticCode": .number(remoteDiagnostic.rawValue),
            "discriminator": .number(remoteDiscriminator),
            "desiredMinTxUs": .number(remoteDesiredMinTx),
            "requiredMinRxUs": .number(remoteRequiredMinRx),
            "detectMultiplier": .number(remoteDetectMultiplier),
            "demand": .bool(remoteIsDemanding),
        ])
    }
}

extension SessionCounters {
    fileprivate var json: JSON {
        .object([
            "received": .number(received),
            "transmitted": .number(transmitted),
            "finals": .number(finals),
            "unansweredPolls": .number(unansweredPolls),
            "ups": .number(ups),
            "downs": .array(
                Transition.Cause.allCases.map { cause in
                    .object([
                        "cause": .string(cause.name),
                        "count": .number(downs[Int(cause.rawValue)]),
                    ])
                }),
            "healings": .number(healings),
            "worstGapUs": .number(gaps.worst.microseconds),
            "worstGapPermille": .number(gaps.worstPermille),
            "roundTrips": .number(roundTrips),
            "lastRoundTripUs": .number(lastRoundTrip.microseconds),
            "longestRoundTripUs": .number(longestRoundTrip.microseconds),
            "worstLatenessUs": .number(worstLateness.microseconds),
        ])
    }
}

extension Transition {
    fileprivate func json(at now: Instant) -> JSON {
        .object([
            "from": .string(from.description),
            "to": .string(to.description),
            "diagnostic": .string(diagnostic.description),
            "cause": .string(cause.name),
            "msAgo": .number(now.since(time).milliseconds),
        ])
    }
}

extension Transition.Cause {
    /// A word for logs, JSON and metrics' labels.
    public var name: String {
        switch self {
        case .detectionTimeExpired: "detectionTimeExpired"
        case .neighborDown: "neighborDown"
        case .neighborAdminDown: "neighborAdminDown"
        case .handshake: "handshake"
        case .administration: "administration"
        }
    }
}

extension Administration {
    fileprivate var name: String {
        switch self {
        case .enabled: "enabled"
        case .adminDown: "adminDown"
        case .down: "down"
        case .draining: "draining"
        }
    }
}
