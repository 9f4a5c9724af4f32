public import Addressing

/// What a virtual interface is, with what makes it one (`IFLA_INFO_KIND`).
public enum LinkKind: Hashable, Sendable {
    case bridge
    /// Packets that come in by its ports are routed by `table`.
    case vrf(table: UInt32)
    case vxlan(VXLAN)
    /// Any other, by the kernel's name for it: `veth`, `macvlan`, …
    case other(String)

    /// A tunnel that carries Ethernet frames in UDP (RFC 7348).
    public struct VXLAN: Hashable, Sendable {
        /// The VXLAN network identifier: 24 bits.
        public let identifier: UInt32
        /// The source address of its packets.
        public let local: IPAddress?
        public let destinationPort: UInt16

        /// Refuses an identifier of more than 24 bits. 4789 is IANA's port; the kernel's own
        /// default is an older one.
        public init?(identifier: UInt32, local: IPAddress?, destinationPort: UInt16 = 4789) {
            guard identifier < 1 << 24 else { return nil }
            self.identifier = identifier
            self.local = local
            self.destinationPort = destinationPort
        }
    }

    /// The kernel's name for the kind.
    public var name: String {
        switch self {
        case .bridge: "bridge"
        case .vrf: "vrf"
        case .vxlan: "vxlan"
        case .other(let name): name
        }
    }
}

extension LinkKind: CustomStringConvertible {
    /// What stands after `ip link add NAME type`.
    public var description: String {
        switch self {
        case .bridge, .other: name
        case .vrf(let table): "vrf table \(table)"
        case .vxlan(let tunnel):
            "vxlan id \(tunnel.identifier)" + (tunnel.local.map { " local \($0)" } ?? "")
                + " dstport \(tunnel.destinationPort)"
        }
    }
}
