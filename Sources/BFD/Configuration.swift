/// What an operator decides about a session. All of it can change while the session runs.
public struct Configuration: Hashable, Sendable {
    /// In microseconds, at least 1 000: *Desired Min TX Interval* while the session is Up.
    ///
    /// In every other state at least a second is used and advertised (RFC 5880 §6.8.3).
    public var desiredMinTx: UInt32 {
        didSet { desiredMinTx = max(desiredMinTx, Self.shortestInterval) }
    }

    /// In microseconds: *Required Min RX Interval*, the same from the first packet on.
    ///
    /// Zero asks the peer to send nothing. Other values are at least 1 000, because OVN counts in
    /// milliseconds and would make zero of less.
    public var requiredMinRx: UInt32 {
        didSet { requiredMinRx = Self.bounded(requiredMinRx) }
    }

    /// *Detect Mult*, at least 1.
    public var detectMultiplier: UInt8 {
        didSet { detectMultiplier = max(detectMultiplier, 1) }
    }

    /// Whether to set the *Control Plane Independent* bit: this session survives the forwarding
    /// plane's control plane, and the other way round.
    public var isControlPlaneIndependent: Bool

    /// Values out of bounds are raised to the bound.
    public init(
        desiredMinTx: UInt32 = 1_000_000, requiredMinRx: UInt32 = 1_000_000,
        detectMultiplier: UInt8 = 3, isControlPlaneIndependent: Bool = true
    ) {
        self.desiredMinTx = max(desiredMinTx, Self.shortestInterval)
        self.requiredMinRx = Self.bounded(requiredMinRx)
        self.detectMultiplier = max(detectMultiplier, 1)
        self.isControlPlaneIndependent = isControlPlaneIndependent
    }

    /// In microseconds.
    static let shortestInterval: UInt32 = 1_000

    private static func bounded(_ requiredMinRx: UInt32) -> UInt32 {
        requiredMinRx == 0 ? 0 : max(requiredMinRx, shortestInterval)
    }
}
