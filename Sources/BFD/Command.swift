/// What an operator can ask of a session at run time.
public enum Command: Hashable, Sendable {
    /// Hold it in Down (see ``Administration/down(_:)``) until ``release``.
    case holdDown(Diagnostic)
    /// Hold it in AdminDown until ``release``.
    case holdAdminDown(Diagnostic)
    /// End a hold: from AdminDown it goes Down, and from there up as the peer does.
    case release
    /// Send nothing, for debugging.
    case suspend
    case resume
    /// Forget the session; a configured one too.
    case kill
    /// Forget the session and, unless it came by an allowed peer's first packet, begin another with
    /// a new number and the same discriminator.
    case reset
    /// In microseconds.
    case setDesiredMinTx(UInt32)
    /// In microseconds.
    case setRequiredMinRx(UInt32)
    case setDetectMultiplier(UInt8)
    case setControlPlaneIndependent(Bool)
}
