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

extension Session {
    /// What another process needs to go on with this session.
    public var memory: Memory {
        Memory(
            state: state, diagnostic: diagnostic, localDiscriminator: localDiscriminator,
            remoteDiscriminator: remote.discriminator, remoteState: remote.state,
            remoteDetectMultiplier: remote.detectMultiplier,
            remoteDesiredMinTx: remote.desiredMinTx, remoteRequiredMinRx: remote.requiredMinRx,
            lastReceived: remote.lastReceived ?? Instant(nanoseconds: 0))
    }

    /// Goes on where another process stopped.
    ///
    /// Within the detection time the session is in the state that it was in, and says so at once.
    /// After it only the discriminators are of use: the peer's lets the first packet reach an OVN.
    public init(
        resuming memory: Memory, role: Role, configuration: Configuration, seed: UInt64,
        at now: Instant
    ) {
        self.init(
            localDiscriminator: memory.localDiscriminator, role: role,
            configuration: configuration, seed: seed, at: now)
        guard memory.remoteDiscriminator != 0 else { return }
        remote.discriminator = memory.remoteDiscriminator
        remote.lastReceived = memory.lastReceived
        remote.state = memory.remoteState
        remote.detectMultiplier = memory.remoteDetectMultiplier
        remote.desiredMinTx = memory.remoteDesiredMinTx
        remote.requiredMinRx = memory.remoteRequiredMinRx
        remote.lastPacket = ControlPacket(
            state: memory.remoteState, detectMultiplier: memory.remoteDetectMultiplier,
            myDiscriminator: memory.remoteDiscriminator,
            yourDiscriminator: memory.localDiscriminator, desiredMinTx: memory.remoteDesiredMinTx,
            requiredMinRx: memory.remoteRequiredMinRx)
        state = memory.state
        diagnostic = memory.diagnostic
        if state == .adminDown { administration = .adminDown(diagnostic) }
        adoptTimers()
        updateDetection()
        if detection <= now {
            state = .down
            diagnostic = .none
            remote = Remote()
            remote.discriminator = memory.remoteDiscriminator
            remote.isHearsay = true
            detection = now.advanced(by: Self.hearsayLife)
            adoptTimers()
        }
        reschedule(at: now)
    }
}
