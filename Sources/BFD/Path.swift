public import Addressing

/// Between whom a session runs: one session a path (RFC 5881 §2, RFC 5883 §3).
public struct Path: Hashable, Sendable {
    /// Which UDP port, and with it which RFC, a session uses.
    public enum Hops: UInt8, Hashable, Sendable, CaseIterable {
        /// RFC 5881.
        case single
        /// RFC 5883.
        case multiple

        /// The destination port of control packets: 3784 or 4784.
        public var port: UInt16 {
            switch self {
            case .single: 3784
            case .multiple: 4784
            }
        }
    }

    public let local: IPAddress
    public let remote: IPAddress

    /// The interface index that a link-local address belongs to; 0 for every other address.
    public let zone: UInt32

    public let hops: Hops

    /// Both addresses must be of one family.
    public init(local: IPAddress, remote: IPAddress, zone: UInt32 = 0, hops: Hops = .single) {
        precondition(local.family == remote.family, "a path is of one family")
        self.local = local
        self.remote = remote
        self.zone = remote.isLinkLocal && remote.family == .ipv6 ? zone : 0
        self.hops = hops
    }
}
