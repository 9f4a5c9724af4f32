/// What the operator, or the gateway's own health, wants of a session.
public enum Administration: Hashable, Sendable {
    /// Come up when the peer does.
    case enabled
    /// Stay in AdminDown and keep saying so (RFC 5880 §6.8.16).
    case adminDown(Diagnostic)
    /// Stay Down: say it to a peer that is not, then say nothing.
    ///
    /// A Down that went on would take an OVN peer to Init, which its routers count as usable; only
    /// ``adminDown(_:)`` says "do not use me" for as long as one likes.
    case down(Diagnostic)
    /// AdminDown, with Polls in quick succession until the peer has confirmed that it is Down.
    case draining
}
