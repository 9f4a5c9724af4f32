import Addressing
import Netlink
import Sysctl

extension Plan {
    /// Switches the reverse path filter of `interfaces` off: packets come in there from where the
    /// main table would send none.
    ///
    /// The kernel takes the higher of an interface's value and that of `all`. If `all` is on, it is
    /// switched off, and every other interface gets the value that was in effect for it.
    static func reversePathFilters(
        off interfaces: [InterfaceName], _ observed: Observed
    ) -> [Tuning] {
        let own = interfaces.map { Tuning(parameter: .reversePathFilter(of: $0), value: 0) }
        guard let all = observed.parameters[.reversePathFilterOfAll], all > 0 else { return own }
        let others: [Tuning] = observed.links.map(\.name).filter { !interfaces.contains($0) }
            .compactMap { name in
                let parameter = Parameter.reversePathFilter(of: name)
                guard let value = observed.parameters[parameter], value < all else { return nil }
                return Tuning(parameter: parameter, value: all)
            }
        return others + own + [Tuning(parameter: .reversePathFilterOfAll, value: 0)]
    }

    /// What a plan for these links may set.
    static func parameters(for links: [Link]) -> [Parameter] {
        IPAddress.Family.allCases.map(Parameter.forwarding) + [
            .reversePathFilterOfAll, .errorsFromInboundInterface, .keepIPv6AddressesOnDown,
        ] + links.map { .reversePathFilter(of: $0.name) }
    }
}

extension Parameter {
    /// Whether an ICMP error has the address of the interface that the packet came in by.
    static let errorsFromInboundInterface = Parameter(
        "net", "ipv4", "icmp_errors_use_inbound_ifaddr")

    static func forwarding(_ family: IPAddress.Family) -> Parameter {
        switch family {
        case .ipv4: .ipv4Forwarding
        case .ipv6: .ipv6Forwarding
        }
    }
}
