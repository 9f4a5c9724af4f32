import Addressing
import Netlink

/// An interface with its addresses.
struct Interface: Hashable, Sendable {
    let name: InterfaceName
    let addresses: [InterfaceAddress]

    func holds(_ address: IPAddress) -> Bool {
        addresses.contains { $0.address == address }
    }

    /// Those of `family` that mean something beyond the link: an IPv6 link-local one does not, and
    /// every interface has one.
    func routableAddresses(_ family: IPAddress.Family) -> [InterfaceAddress] {
        addresses.filter {
            $0.address.family == family && !$0.address.isLoopback
                && (family == .ipv4 || !$0.address.isLinkLocal)
        }
    }

    /// Every interface of `links` that has an address, in their order.
    static func all(of links: [Link], _ addresses: [InterfaceAddress]) -> [Interface] {
        let byIndex = Dictionary(grouping: addresses, by: \.interfaceIndex)
        return links.compactMap { link in
            byIndex[link.index].map { Interface(name: link.name, addresses: $0) }
        }
    }
}
