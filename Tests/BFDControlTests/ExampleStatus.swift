import Addressing

@testable import BFD

/// A session as `status` may find it, for golden texts.
func exampleStatus(
    id: UInt32 = 1, local: String = "172.16.1.51", remote: String = "10.255.255.254",
    role: Role = .semiActive, state: State = .up, diagnostic: Diagnostic = .none,
    isForced: Bool = false, isSuspended: Bool = false, since: Instant = seconds(100),
    remoteState: State = .up, remoteDiagnostic: Diagnostic = .none,
    configuration: Configuration = Configuration(), desiredMinTx: UInt32 = 1_000_000,
    desiredMinTxInUse: UInt32 = 1_000_000, requiredMinRxInUse: UInt32 = 1_000_000,
    history: [Transition] = []
) -> SessionStatus {
    var remembered = History()
    for transition in history { remembered.append(transition) }
    let zero = IPAddress(.ipv4, value: 0)
    return SessionStatus(
        id: SessionID(rawValue: id), slot: 0,
        path: Path(local: IPAddress(local) ?? zero, remote: IPAddress(remote) ?? zero),
        role: role, isAccepted: false, minimumTimeToLive: 254, state: state,
        diagnostic: diagnostic, administration: .enabled, isForced: isForced,
        isSuspended: isSuspended, since: since, localDiscriminator: 123, remoteDiscriminator: 456,
        remoteState: remoteState, remoteDiagnostic: remoteDiagnostic, remoteIsDemanding: false,
        remoteDetectMultiplier: 3, remoteDesiredMinTx: 1_000_000, remoteRequiredMinRx: 300_000,
        configuration: configuration, desiredMinTx: desiredMinTx,
        desiredMinTxInUse: desiredMinTxInUse, requiredMinRxInUse: requiredMinRxInUse,
        isPolling: false, transmitInterval: .seconds(1), detectionTime: .seconds(3),
        lastReceived: seconds(113), counters: SessionCounters(), history: remembered)
}

/// What a daemon with `sessions` is in, 114.056 seconds after its clock's zero.
func exampleSnapshot(
    _ sessions: [SessionStatus], failures: [String] = [], isReady: Bool = true,
    isDraining: Bool = false, allowed: [String] = []
) -> Snapshot {
    var table = SessionTable(seed: 1) { _ in 1 }
    for failure in failures { table.fail(failure, .pathDown, at: seconds(110)) }
    return Snapshot(
        time: Instant(nanoseconds: 114_056_000_000), sessions: sessions,
        counters: TableCounters(), health: table.health, isReady: isReady,
        isDraining: isDraining, isDrained: false, allowed: allowed.compactMap { IPAddress($0) },
        defaults: Configuration())
}

func seconds(_ count: UInt64) -> Instant {
    Instant(nanoseconds: count * 1_000_000_000)
}

/// A change at `time`, in seconds.
func exampleTransition(
    _ from: State, _ to: State, at time: UInt64, isForced: Bool = false
) -> Transition {
    Transition(
        from: from, to: to, diagnostic: .none, cause: .handshake, isForced: isForced,
        time: seconds(time), packet: nil)
}
