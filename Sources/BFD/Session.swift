/// One BFD session in asynchronous mode (RFC 5880), as a value.
///
/// A session does no I/O and reads no clock. Its owner feeds it one ``Input`` at a time, does what
/// the ``Reaction`` says, and calls again no later than ``deadline``.
public struct Session: Sendable {
    public enum Input: Sendable {
        /// A packet that passed the checks of RFC 5880 §6.8.6 and names this session, and when it
        /// arrived, which is not after now.
        case received(ControlPacket, arrival: Instant)
        /// The peer's own discriminator, from a packet that named a session we do not have.
        case overheard(discriminator: UInt32)
        /// The time is at or past ``Session/deadline``.
        case deadline
        case administer(Administration)
    }

    public let localDiscriminator: UInt32
    public private(set) var state = State.down

    /// When the session next wants an ``Input/deadline``.
    public var deadline: Instant { .never }

    public init(
        localDiscriminator: UInt32, role: Role, configuration: Configuration, seed: UInt64,
        at now: Instant
    ) {
        precondition(localDiscriminator != 0, "RFC 5880 §6.8.1: bfd.LocalDiscr is nonzero")
        self.localDiscriminator = localDiscriminator
    }

    /// Takes one input. `now` never runs backwards.
    public mutating func step(_ input: Input, at now: Instant) -> Reaction {
        Reaction()
    }
}
