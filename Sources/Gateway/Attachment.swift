public import Addressing
import Netlink

/// How this pod hangs on one network: the interface and the address there, and the network's router.
public struct Attachment: Hashable, Sendable {
    public let interface: InterfaceName
    /// The address that the pod is known by on that network.
    public let address: IPAddress
    public let gateway: IPAddress

    public var family: IPAddress.Family { gateway.family }

    /// Why no interface, or no one interface, leads to a gateway.
    enum Failure: Error, Hashable {
        /// A link-local address is on every link (RFC 4291 §2.5.6), so it names none.
        case linkLocal
        case ownAddress(InterfaceName)
        case noNetwork
        case ambiguous([InterfaceName])
    }

    /// Finds the interface whose connected prefix contains `gateway`; the most specific prefix wins.
    ///
    /// Not by asking for the route: a route that covers the gateway itself leads elsewhere, and a
    /// gateway pod has those. Nor by name: which network is `eth0` depends on which CNI came first.
    init(
        to gateway: IPAddress, among interfaces: [Interface]
    ) throws(Failure) {
        guard gateway.family == .ipv4 || !gateway.isLinkLocal else { throw .linkLocal }
        if let owner = interfaces.first(where: { $0.holds(gateway) }) {
            throw .ownAddress(owner.name)
        }
        let candidates = interfaces.flatMap { interface in
            interface.addresses
                .filter { $0.isInUse && $0.prefix.contains(gateway) }
                .map { (interface.name, $0) }
        }
        guard let longest = candidates.map(\.1.prefixLength).max() else { throw .noNetwork }
        let best = candidates.filter { $0.1.prefixLength == longest }
        let names = Set(best.map(\.0))
        guard names.count == 1 else { throw .ambiguous(names.sorted()) }
        // The kernel's own choice of a source address: the first that is neither secondary nor
        // deprecated.
        guard
            let (name, address) = best.first(where: { $0.1.isPreferred }) ?? best.first
        else { throw .noNetwork }
        self.init(interface: name, address: address.address, gateway: gateway)
    }

    init(interface: InterfaceName, address: IPAddress, gateway: IPAddress) {
        self.interface = interface
        self.address = address
        self.gateway = gateway
    }
}

extension Attachment: CustomStringConvertible {
    public var description: String { "\(interface) \(address) via \(gateway)" }
}

extension InterfaceAddress {
    /// An address that another station has, as duplicate address detection found, is not.
    fileprivate var isInUse: Bool { !dadFailed }

    fileprivate var isPreferred: Bool { !isSecondary && !flags.contains(.deprecated) }
}
