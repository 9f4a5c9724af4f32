import Addressing
public import NFTables
public import Netlink
public import Sysctl

/// What a plan needs to know of the network namespace, and what it is compared with.
public struct Observed: Hashable, Sendable {
    public var links: [Link] = []
    public var addresses: [InterfaceAddress] = []
    /// Of both families, all of them.
    public var rules: [RoutingRule] = []
    /// Of both families, of the tables in ``Plan/tables``.
    public var routes: [Route] = []
    /// Ours, if it is there.
    public var table: ObservedTable?
    /// Chains of the reference script, which made its NAT with iptables.
    public var incumbentChains: [ChainReference] = []
    /// Those that exist here, among the ones that a plan may set.
    public var parameters: [Parameter: Int] = [:]

    public init() {}

    /// The interfaces that have an address.
    var interfaces: [Interface] { Interface.all(of: links, addresses) }

    func routableAddresses(
        of interface: InterfaceName, _ family: IPAddress.Family
    ) -> [InterfaceAddress] {
        interfaces.first { $0.name == interface }?.routableAddresses(family) ?? []
    }

    func link(_ name: InterfaceName) -> Link? {
        links.first { $0.name == name }
    }
}
