/// Everything that can be told of one session.
public struct SessionStatus: Sendable {
    public let id: SessionID
    public let slot: Int
    public let path: Path
    public let role: Role

    /// Whether an allowed peer's first packet made it.
    public let isAccepted: Bool
    public let minimumTimeToLive: UInt8

    public let state: State
    public let diagnostic: Diagnostic

    /// What holds or does not hold the session at present, whoever wants it.
    public let administration: Administration

    /// Whether an operator's command holds the state.
    public let isForced: Bool
    public let isSuspended: Bool

    /// When the present state began.
    public let since: Instant

    public let localDiscriminator: UInt32

    /// Zero if not known.
    public let remoteDiscriminator: UInt32

    /// What the peer said last; Down and no diagnostic if it was not heard for the detection time.
    public let remoteState: State
    public let remoteDiagnostic: Diagnostic
    public let remoteIsDemanding: Bool
    public let remoteDetectMultiplier: UInt8

    /// In microseconds.
    public let remoteDesiredMinTx: UInt32

    /// In microseconds.
    public let remoteRequiredMinRx: UInt32

    public let configuration: Configuration

    /// In microseconds: what is advertised now.
    public let desiredMinTx: UInt32

    /// In microseconds: what counts until the peer has confirmed ``desiredMinTx``.
    public let desiredMinTxInUse: UInt32

    /// In microseconds: what counts until the peer has confirmed
    /// ``Configuration/requiredMinRx``.
    public let requiredMinRxInUse: UInt32

    /// Whether a Poll Sequence runs.
    public let isPolling: Bool

    /// Before jitter; `nil` if nothing is sent periodically.
    public let transmitInterval: Interval?

    /// `nil` if there is none, because the peer is not known or nobody promised to send.
    public let detectionTime: Interval?

    /// When the peer was last heard.
    public let lastReceived: Instant?

    public let counters: SessionCounters
    public let history: History
}
