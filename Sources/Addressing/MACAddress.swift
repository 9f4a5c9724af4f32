/// A 48-bit link-layer address.
public struct MACAddress: Hashable, Sendable {
    /// Six bytes in the order in which they stand in a frame.
    public let bytes: [UInt8]

    /// Any number of bytes but six is no address.
    public init?(bytes: some Collection<UInt8>) {
        guard bytes.count == 6 else { return nil }
        self.bytes = Array(bytes)
    }

    public static let broadcast = MACAddress(value: 0xffff_ffff_ffff)

    /// Where frames for an IPv6 multicast group go: `33:33` and the group's last four bytes
    /// (RFC 2464 §7).
    public static func multicast(for group: IPAddress) -> MACAddress {
        MACAddress(value: 0x3333_0000_0000 | UInt64(truncatingIfNeeded: group.value & 0xffff_ffff))
    }

    private init(value: UInt64) {
        bytes = (0..<6).reversed().map { UInt8(truncatingIfNeeded: value >> ($0 * 8)) }
    }
}

extension MACAddress: LosslessStringConvertible {
    /// Reads six pairs of hexadecimal digits with colons between.
    public init?(_ text: some StringProtocol) {
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        guard parts.count == 6 else { return nil }
        var bytes: [UInt8] = []
        for part in parts {
            guard part.utf8.count == 2, part.allSatisfy(\.isHexDigit),
                let byte = UInt8(part, radix: 16)
            else { return nil }
            bytes.append(byte)
        }
        self.bytes = bytes
    }

    public var description: String {
        bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined(separator: ":")
    }
}
