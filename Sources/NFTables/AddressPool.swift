public import Addressing

/// A named map from 0, 1, 2, … to addresses, from which `snat` picks by `numgen`.
///
/// A range of addresses in `snat to` would put all flows of one client on one address; a map that is
/// indexed by a number generator spreads them evenly.
public struct AddressPool: Hashable, Sendable {
    public let name: String
    public let family: IPAddress.Family

    /// The value of key 0, of key 1 and so on.
    public let addresses: [IPAddress]

    /// Takes one address at least, all of `family`.
    public init(name: String, family: IPAddress.Family, addresses: [IPAddress]) {
        precondition(!addresses.isEmpty, "a pool has an address")
        precondition(
            addresses.allSatisfy { $0.family == family }, "a pool holds addresses of one family")
        self.name = name
        self.family = family
        self.addresses = addresses
    }
}

extension AddressPool: CustomStringConvertible {
    /// The map as it stands in a table's block.
    public var description: String {
        let elements = addresses.enumerated().map { "\($0) : \($1)" }.joined(separator: ", ")
        return """
            map \(name) {
            \ttypeof numgen inc mod \(addresses.count) : \(family.nftKeyword) daddr
            \telements = { \(elements) }
            }
            """
    }
}
