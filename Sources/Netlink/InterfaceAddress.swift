public import Addressing

/// An address of an interface.
public struct InterfaceAddress: Hashable, Sendable {
    public let interfaceIndex: Int32
    /// The address that packets from here carry.
    public let address: IPAddress
    /// The other end, if the address was given with one (`ip address add A peer B/len`).
    public let peer: IPAddress?
    /// The number of bits of the connected prefix.
    public let prefixLength: Int
    public let scope: Scope
    public let flags: Flags

    /// `IFA_F_…` of linux/if_addr.h.
    public struct Flags: OptionSet, Hashable, Sendable {
        public let rawValue: UInt32

        public init(rawValue: UInt32) {
            self.rawValue = rawValue
        }

        /// IPv4: not the first of its prefix, so it goes when the first one does. IPv6: a temporary
        /// address (RFC 8981).
        public static let secondary = Flags(rawValue: 0x01)
        /// Another station has the address (RFC 4862 §5.4.5): it is not in use.
        public static let duplicateDetected = Flags(rawValue: 0x08)
        public static let deprecated = Flags(rawValue: 0x20)
        /// Not in use until duplicate address detection is over (RFC 4862 §5.4).
        public static let tentative = Flags(rawValue: 0x40)
        public static let permanent = Flags(rawValue: 0x80)
        /// No connected route came with the address.
        public static let noPrefixRoute = Flags(rawValue: 0x200)
    }

    public init(
        interfaceIndex: Int32, address: IPAddress, peer: IPAddress? = nil, prefixLength: Int,
        scope: Scope = .global, flags: Flags = []
    ) {
        precondition(
            (0...address.family.bitWidth).contains(prefixLength),
            "an address has no more prefix bits than its family")
        self.interfaceIndex = interfaceIndex
        self.address = address
        self.peer = peer
        self.prefixLength = prefixLength
        self.scope = scope
        self.flags = flags
    }

    /// The block that is on the link with this address: the peer's where there is one.
    public var prefix: Prefix {
        // The initialiser saw to the length, so the second arm is never taken.
        Prefix(masking: peer ?? address, length: prefixLength) ?? Prefix(address)
    }

    public var isTentative: Bool { flags.contains(.tentative) }

    /// Whether duplicate address detection found another owner.
    public var dadFailed: Bool { flags.contains(.duplicateDetected) }

    public var isSecondary: Bool { flags.contains(.secondary) }
}

extension InterfaceAddress: CustomStringConvertible {
    /// What stands after `ip address add`, the interface left out: `192.168.0.2/24`.
    public var description: String {
        if let peer {
            "\(address) peer \(peer)/\(prefixLength)"
        } else {
            "\(address)/\(prefixLength)"
        }
    }
}
