/// What came of one step of a ``Session``; most often nothing.
public struct Reaction: Sendable {
    /// To be sent now.
    public internal(set) var transmit: ControlPacket?

    /// A change that came before ``transition``: the detection time had run out when the packet
    /// came that was then heard.
    public internal(set) var earlier: Transition?

    public internal(set) var transition: Transition?

    /// Whether the packet told us the peer's discriminator, as far as that was not known.
    public internal(set) var isHealing = false

    init() {}
}
