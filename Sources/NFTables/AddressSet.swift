public import Addressing

/// A named set of addresses of one family: `type ipv4_addr; flags interval`.
///
/// A packet costs the same whether it holds one range or ten thousand.
public struct AddressSet: Hashable, Sendable {
    public let name: String
    public let family: IPAddress.Family

    /// The members in rising order; they neither overlap nor touch.
    public let ranges: [AddressRange]

    /// Every range must be of `family`. Ranges may come in any order and may overlap.
    public init(name: String, family: IPAddress.Family, ranges: [AddressRange]) {
        precondition(
            ranges.allSatisfy { $0.first.family == family }, "a set holds addresses of one family")
        self.name = name
        self.family = family
        self.ranges = AddressRange.covering(ranges)
    }

    /// Every prefix must be of `family`.
    public init(name: String, family: IPAddress.Family, prefixes: some Sequence<Prefix>) {
        self.init(name: name, family: family, ranges: prefixes.map { AddressRange($0) })
    }
}

extension AddressSet: CustomStringConvertible {
    /// The set as it stands in a table's block.
    public var description: String {
        var lines = ["set \(name) {", "\ttype \(family.nftType)", "\tflags interval"]
        if !ranges.isEmpty {
            let elements = ranges.map(\.nftDescription).joined(separator: ", ")
            lines.append("\telements = { \(elements) }")
        }
        return (lines + ["}"]).joined(separator: "\n")
    }
}

extension AddressRange {
    /// The range as `nft` writes it: an address, a prefix where it is one, or both ends.
    var nftDescription: String {
        if first == last { return "\(first)" }
        let size = last.value - first.value
        // A prefix covers a power of two, and begins at a multiple of it.
        if size & (size &+ 1) == 0, first.value & size == 0 {
            return "\(first)/\(first.family.bitWidth - (128 - size.leadingZeroBitCount))"
        }
        return "\(first)-\(last)"
    }
}

extension IPAddress.Family {
    /// The name of the data type that holds an address of this family.
    var nftType: String {
        switch self {
        case .ipv4: "ipv4_addr"
        case .ipv6: "ipv6_addr"
        }
    }

    /// The word before `saddr` and `daddr`.
    var nftKeyword: String {
        switch self {
        case .ipv4: "ip"
        case .ipv6: "ip6"
        }
    }
}
