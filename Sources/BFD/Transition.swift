/// A change of a session's state.
public struct Transition: Hashable, Sendable, BitwiseCopyable {
    /// What made a session change its state.
    public enum Cause: UInt8, Hashable, Sendable, CaseIterable, BitwiseCopyable {
        /// The peer was not heard for the detection time.
        case detectionTimeExpired
        /// The peer said that it is Down.
        case neighborDown
        /// The peer said that it is AdminDown.
        case neighborAdminDown
        /// The peer took the next step towards Up.
        case handshake
        /// ``Administration`` changed.
        case administration
    }

    public let from: State
    public let to: State

    /// The session's diagnostic from now on.
    public let diagnostic: Diagnostic
    public let cause: Cause

    /// Whether an operator's command holds the new state.
    public internal(set) var isForced = false

    /// When it was noticed.
    public let time: Instant

    /// The peer's last packet before, or at, the change.
    public let packet: ControlPacket?
}
