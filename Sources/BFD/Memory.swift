/// What a session must remember to go on, Up, in another process within the detection time.
///
/// Plain bytes, so that it fits a shared page or a file.
public struct Memory: Hashable, Sendable, BitwiseCopyable {
    public var state: State
    public var diagnostic: Diagnostic
    public var localDiscriminator: UInt32

    /// Zero if the peer's is not known.
    public var remoteDiscriminator: UInt32

    public var remoteState: State
    public var remoteDetectMultiplier: UInt8

    /// In microseconds.
    public var remoteDesiredMinTx: UInt32

    /// In microseconds.
    public var remoteRequiredMinRx: UInt32

    /// When the peer was last heard.
    public var lastReceived: Instant

    public init(
        state: State, diagnostic: Diagnostic, localDiscriminator: UInt32,
        remoteDiscriminator: UInt32, remoteState: State, remoteDetectMultiplier: UInt8,
        remoteDesiredMinTx: UInt32, remoteRequiredMinRx: UInt32, lastReceived: Instant
    ) {
        self.state = state
        self.diagnostic = diagnostic
        self.localDiscriminator = localDiscriminator
        self.remoteDiscriminator = remoteDiscriminator
        self.remoteState = remoteState
        self.remoteDetectMultiplier = remoteDetectMultiplier
        self.remoteDesiredMinTx = remoteDesiredMinTx
        self.remoteRequiredMinRx = remoteRequiredMinRx
        self.lastReceived = lastReceived
    }
}
