/// What came of a datagram or a deadline: at most one packet to send and something to tell.
public struct Outcome: Sendable {
    /// The session concerned, if there is one.
    public internal(set) var session: SessionID?

    /// The place of ``session``, as in ``Transmission/slot``.
    public internal(set) var slot: Int?

    /// Between whom ``session`` runs.
    public internal(set) var path: Path?

    public internal(set) var transmission: Transmission?

    /// A change that came before ``transition``.
    public internal(set) var earlier: Transition?

    public internal(set) var transition: Transition?

    /// Worth a line in the log, apart from transitions.
    public internal(set) var notice: Notice?

    /// Why the datagram was dropped.
    public internal(set) var discard: Discard?

    /// Something that happens rarely and that an operator may want to know.
    public enum Notice: Hashable, Sendable {
        /// An allowed peer's first packet made this session.
        case created
        /// The session is gone: killed, or its peer was blocked and fell silent.
        case removed
        /// The peer used a discriminator that is not ours any more; its own has been learnt.
        case healed
        /// The peer has confirmed that it no longer uses this gateway.
        case drained
    }

    init() {}
}
