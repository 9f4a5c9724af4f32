/// A block of addresses in CIDR notation: `10.16.0.0/16`, `fd00:10:16::/112`.
public struct Prefix: Hashable, Sendable {
    /// The first address of the block; every bit behind ``length`` is zero.
    public let address: IPAddress

    /// The number of leading bits that are fixed: 0 to 32, or 0 to 128.
    public let length: Int

    /// Refuses host bits and a length that the family does not have.
    public init?(_ address: IPAddress, length: Int) {
        self.init(masking: address, length: length)
        guard self.address == address else { return nil }
    }

    /// The block of `length` leading bits that `address` is in, as `iptables -s` would read it.
    public init?(masking address: IPAddress, length: Int) {
        guard (0...address.family.bitWidth).contains(length) else { return nil }
        let hostBits = address.family.bitWidth - length
        let host: UInt128 = hostBits == 128 ? .max : (1 << hostBits) - 1
        self.address = IPAddress(address.family, value: address.value & ~host)
        self.length = length
    }

    /// The block of one address: `/32` or `/128`.
    public init(_ address: IPAddress) {
        self.address = address
        length = address.family.bitWidth
    }

    public var family: IPAddress.Family { address.family }

    /// The last address of the block.
    public var last: IPAddress {
        let hostBits = family.bitWidth - length
        let host: UInt128 = hostBits == 128 ? .max : (1 << hostBits) - 1
        return IPAddress(family, value: address.value | host)
    }

    public func contains(_ other: IPAddress) -> Bool {
        other.family == family && address <= other && other <= last
    }

    /// Whether every address of `other` is in this block.
    public func contains(_ other: Prefix) -> Bool {
        contains(other.address) && length <= other.length
    }
}

extension Prefix: Comparable {
    /// By first address; of two blocks that begin alike the larger comes first.
    public static func < (left: Prefix, right: Prefix) -> Bool {
        if left.address == right.address {
            left.length < right.length
        } else {
            left.address < right.address
        }
    }
}

extension Prefix: LosslessStringConvertible {
    /// Reads `address/length`, or an address alone as its `/32` or `/128`; refuses host bits.
    public init?(_ text: some StringProtocol) {
        guard let (address, length) = Self.parse(text) else { return nil }
        self.init(address, length: length)
    }

    /// Reads what ``init(_:)-(StringProtocol)`` does and clears host bits: `10.16.0.5/16` is `10.16.0.0/16`.
    public init?(masking text: some StringProtocol) {
        guard let (address, length) = Self.parse(text) else { return nil }
        self.init(masking: address, length: length)
    }

    public var description: String { "\(address)/\(length)" }

    private static func parse(_ text: some StringProtocol) -> (IPAddress, length: Int)? {
        let text = String(text)
        return parse(text.utf8.span)
    }

    private static func parse(_ text: Span<UInt8>) -> (IPAddress, length: Int)? {
        guard let slash = text.indices.first(where: { text[$0] == UInt8(ascii: "/") }) else {
            return IPAddress(reading: text).map { ($0, $0.family.bitWidth) }
        }
        guard let address = IPAddress(reading: text.extracting(..<slash)) else { return nil }
        let digits = text.extracting((slash + 1)...)
        var length = 0
        for index in digits.indices {
            guard (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(digits[index]),
                length <= address.family.bitWidth
            else { return nil }
            length = length * 10 + Int(digits[index] - UInt8(ascii: "0"))
        }
        return digits.isEmpty ? nil : (address, length)
    }
}
