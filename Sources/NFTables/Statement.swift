public import Addressing

/// One step of a rule, in the vocabulary of nft(8): what a packet must be, or what is done to it.
///
/// The set is closed: what is not here, no rule of this project says.
public enum Statement: Hashable, Sendable {
    /// `meta nfproto ipv4`
    case nfproto(IPAddress.Family)
    /// `meta l4proto udp`
    case l4proto(TransportProtocol)
    /// `iifname "eth0"`
    case iifname(InterfaceName, Relation = .equal)
    /// `oifname "net1"`
    case oifname(InterfaceName, Relation = .equal)
    /// `ip saddr @no_snat4`, `ip6 saddr fd00::/8`
    case saddr(AddressOperand, Relation = .equal)
    /// `ip daddr @no_snat4`, `ip6 daddr fd00::/8`
    case daddr(AddressOperand, Relation = .equal)
    /// `udp sport 3784`, `udp sport @bfd`
    case sport(TransportProtocol, PortOperand, Relation = .equal)
    /// `udp dport 3784`, `udp dport @bfd`
    case dport(TransportProtocol, PortOperand, Relation = .equal)
    /// `tcp flags syn`: SYN is set, whatever else is.
    case tcpSYN
    /// `fib saddr type local`: the source is an address of this network namespace.
    case fib(AddressField, type: AddressType, Relation = .equal)
    /// `ct direction reply`: the packet answers the one that began its flow.
    case ctDirection(ConnectionDirection)
    /// `meta mark 0x1`
    case mark(UInt32, Relation = .equal)

    /// `meta mark set 0x1`
    case setMark(UInt32)
    /// `tcp option maxseg size set rt mtu`: lowers, never raises, a SYN's segment size to what the
    /// route takes.
    case clampSegmentSize
    /// `counter name "leaked"`: counts in a ``Counter`` of the table.
    case counter(name: String)
    /// `masquerade`, with `to :1024-65535` when there are ports. Fully random is the only way it
    /// comes: any other choice of port races between processors.
    case masquerade(ports: ClosedRange<UInt16>? = nil)
    /// `snat ip to …`, fully random like ``masquerade(ports:)``.
    case snat(SourceAddress, ports: ClosedRange<UInt16>? = nil)

    case accept
    case drop
    case `return`
    /// `jump exempt`
    case jump(String)
}

/// How a field is to relate to the value: `iifname "lo"` or `iifname != "lo"`.
public enum Relation: Hashable, Sendable {
    case equal
    case notEqual
}

/// The transport protocols whose ports a rule can look at, with their IP protocol numbers.
public enum TransportProtocol: UInt8, Hashable, Sendable {
    case tcp = 6
    case udp = 17
}

/// The address fields of a packet.
public enum AddressField: String, Hashable, Sendable {
    case saddr
    case daddr
}

/// What the routing tables say of an address: `RTN_*` of <linux/rtnetlink.h>.
public enum AddressType: UInt32, Hashable, Sendable {
    case unicast = 1
    /// An address of this network namespace.
    case local = 2
    case broadcast = 3
    case multicast = 5
}

/// The directions of a tracked flow: `enum ip_conntrack_dir`.
public enum ConnectionDirection: UInt8, Hashable, Sendable {
    case original
    case reply
}

/// What an address is compared with.
public enum AddressOperand: Hashable, Sendable {
    /// A set by its name, with the family of its members: `ip saddr @no_snat4`.
    case set(String, IPAddress.Family)
    /// `ip saddr 10.0.0.0/8`
    case prefix(Prefix)

    public static func member(of set: AddressSet) -> AddressOperand {
        .set(set.name, set.family)
    }

    var family: IPAddress.Family {
        switch self {
        case .set(_, let family): family
        case .prefix(let prefix): prefix.family
        }
    }
}

/// What a port is compared with.
public enum PortOperand: Hashable, Sendable {
    /// A set by its name: `udp dport @bfd`.
    case set(String)
    /// `udp dport 3784`
    case port(UInt16)

    public static func member(of set: PortSet) -> PortOperand {
        .set(set.name)
    }
}

/// Where `snat` takes the new source address from.
public enum SourceAddress: Hashable, Sendable {
    /// `snat ip to 192.0.2.1`
    case address(IPAddress)
    /// `snat ip to numgen inc mod 4 map @pool`: the named ``AddressPool`` of `count` addresses.
    case pool(String, IPAddress.Family, count: UInt32, NumberGenerator = .incremental)

    /// One address of `pool` for each flow.
    public static func any(
        of pool: AddressPool, by generator: NumberGenerator = .incremental
    ) -> SourceAddress {
        .pool(pool.name, pool.family, count: UInt32(pool.addresses.count), generator)
    }

    var family: IPAddress.Family {
        switch self {
        case .address(let address): address.family
        case .pool(_, let family, _, _): family
        }
    }
}

/// How `numgen` chooses the next number: `enum nft_ng_types`.
public enum NumberGenerator: UInt32, Hashable, Sendable {
    /// One after the other: `numgen inc`.
    case incremental
    /// `numgen random`
    case random
}
