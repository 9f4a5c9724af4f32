/// Who speaks first (RFC 5880 §6.1).
public enum Role: UInt8, Hashable, Sendable, CaseIterable, BitwiseCopyable {
    /// Sends whether or not the peer was ever heard.
    case active
    /// Sends nothing until the peer was heard.
    case passive
    /// Counts as passive for people and policy, and yet sends a packet a second while Down: an OVN
    /// whose packet thread sleeps starts to send only when something comes in.
    case semiActive
}
