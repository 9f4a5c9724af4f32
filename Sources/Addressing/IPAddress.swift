/// An IPv4 or IPv6 address.
///
/// Both families are one type, because nearly everything here treats them alike; where the wire or
/// a command differs, ``family`` says so. An IPv4-mapped IPv6 address stays an IPv6 address.
public struct IPAddress: Hashable, Sendable {
    /// The address family.
    public enum Family: Hashable, Sendable, CaseIterable {
        case ipv4
        case ipv6

        /// The number of bits of an address: 32 or 128.
        public var bitWidth: Int {
            switch self {
            case .ipv4: 32
            case .ipv6: 128
            }
        }
    }

    public let family: Family

    /// The address as a number, most significant byte first on the wire; at most 2³²−1 for IPv4.
    public let value: UInt128

    /// Takes the low bits of `value`, as many as the family has.
    public init(_ family: Family, value: UInt128) {
        self.family = family
        self.value = family == .ipv4 ? value & 0xffff_ffff : value
    }

    /// Reads four or sixteen bytes in network order; any other number is no address.
    public init?(bytes: some Collection<UInt8>) {
        switch bytes.count {
        case 4: family = .ipv4
        case 16: family = .ipv6
        default: return nil
        }
        value = bytes.reduce(0) { $0 << 8 | UInt128($1) }
    }

    /// The address in network order: four or sixteen bytes.
    public var bytes: [UInt8] {
        (0..<family.bitWidth / 8).reversed().map { UInt8(truncatingIfNeeded: value >> ($0 * 8)) }
    }

    /// Whether this is `0.0.0.0` or `::`.
    public var isUnspecified: Bool { value == 0 }

    /// Whether this is in `fe80::/10` (RFC 4291 §2.5.6) or `169.254.0.0/16` (RFC 3927).
    public var isLinkLocal: Bool {
        switch family {
        case .ipv4: value >> 16 == 0xa9fe
        case .ipv6: value >> 118 == 0x3fa
        }
    }

    /// Whether this is in `ff00::/8` or `224.0.0.0/4`.
    public var isMulticast: Bool {
        switch family {
        case .ipv4: value >> 28 == 0xe
        case .ipv6: value >> 120 == 0xff
        }
    }

    /// Whether this is `::1` or in `127.0.0.0/8`.
    public var isLoopback: Bool {
        switch family {
        case .ipv4: value >> 24 == 127
        case .ipv6: value == 1
        }
    }
}

extension IPAddress: Comparable {
    /// IPv4 comes before IPv6; within a family the number decides.
    public static func < (left: IPAddress, right: IPAddress) -> Bool {
        if left.family == right.family { left.value < right.value } else { left.family == .ipv4 }
    }
}

extension IPAddress: LosslessStringConvertible {
    /// The canonical text: dotted decimal, or RFC 5952 for IPv6.
    public var description: String {
        switch family {
        case .ipv4: bytes.map(String.init).joined(separator: ".")
        case .ipv6: ipv6Description
        }
    }

    private var ipv6Description: String {
        let groups = (0..<8).reversed().map { UInt16(truncatingIfNeeded: value >> ($0 * 16)) }
        // RFC 5952 §5: the IPv4-mapped prefix is written with its IPv4 part.
        if value >> 32 == 0xffff {
            return "::ffff:" + IPAddress(.ipv4, value: value).description
        }
        guard let zeros = Self.longestRunOfZeros(groups) else {
            return groups.map(Self.hexadecimal).joined(separator: ":")
        }
        let head = groups[..<zeros.lowerBound].map(Self.hexadecimal).joined(separator: ":")
        let tail = groups[zeros.upperBound...].map(Self.hexadecimal).joined(separator: ":")
        return head + "::" + tail
    }

    private static func hexadecimal(_ group: UInt16) -> String {
        String(group, radix: 16)
    }

    /// RFC 5952 §4.2: the first of the longest runs, of two groups at least.
    private static func longestRunOfZeros(_ groups: [UInt16]) -> Range<Int>? {
        var longest: Range<Int>?
        var start = 0
        while start < groups.count {
            let end = groups[start...].firstIndex { $0 != 0 } ?? groups.count
            if end - start >= 2, end - start > (longest?.count ?? 0) { longest = start..<end }
            start = end + 1
        }
        return longest
    }
}
