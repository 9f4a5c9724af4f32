/// Why bytes are no control packet: the rules of RFC 5880 §6.8.6 that need no session, in its order.
public enum Malformed: UInt8, Error, Hashable, Sendable, CaseIterable {
    /// The version is not 1.
    case wrongVersion
    /// *Length* is below 24, or below 26 with an authentication section.
    case lengthTooShort
    /// *Length* is beyond the end of the UDP payload.
    case lengthBeyondPayload
    /// *Detect Mult* is zero.
    case zeroDetectMultiplier
    /// The *Multipoint* bit is set.
    case multipoint
    /// *My Discriminator* is zero.
    case zeroMyDiscriminator
    /// *Your Discriminator* is zero in a state other than Down and AdminDown.
    case zeroYourDiscriminator
    /// *Poll* and *Final* are both set, which §6.5 forbids to send.
    case pollAndFinal
}
