import Addressing
import Netlink
import Sysctl

/// Where a BGP speaker beside us tells the outside how to reach the VPC: nothing is translated.
extension Plan {
    mutating func forward(
        _ families: [IPAddress.Family: Settings.Family], _ observed: Observed,
        _ problems: inout [Problem]
    ) {
        if let ipv4 = families[.ipv4],
            let inner = Attachment(
                to: ipv4.internalGateway, of: .internalGatewayIPv4, observed, &problems)
        {
            parameters += Self.reversePathFilters(off: [inner.interface], observed)
        }
        parameters += IPAddress.Family.allCases.filter { families[$0] != nil }.map {
            Tuning(parameter: .forwarding($0), value: 1)
        }
    }

    /// Puts the VPC's interface into a VRF whose other member is a VXLAN to the other gateways, and
    /// routes in it what keeps its address.
    mutating func carry(
        _ vni: VNI, _ families: [IPAddress.Family: Settings.Family], _ observed: Observed,
        _ problems: inout [Problem]
    ) {
        let attachments = IPAddress.Family.allCases.compactMap { family in
            families[family].flatMap {
                Attachment(
                    to: $0.internalGateway, of: .internalGateway(family), observed, &problems)
            }
        }
        let tunnels = IPAddress.Family.allCases.compactMap { family in
            families[family]?.externalGateway.flatMap {
                Attachment(to: $0, of: .externalGateway(family), observed, &problems)
            }
        }
        guard let interface = attachments.first?.interface else { return }
        guard let local = tunnels.first?.address else {
            if problems.isEmpty {
                problems.append(
                    Problem(
                        variable: Variable.externalGatewayIPv4.rawValue, finding: .absent,
                        takes: "the address of the external network's router, or "
                            + "EXTERNAL_GATEWAY_IPV6 does: ENABLE_EVPN needs to know that network"))
            }
            return
        }
        guard let vxlan = LinkKind.VXLAN(identifier: vni.value, local: local) else { return }

        links = [
            VirtualLink(name: Self.vrf, kind: .vrf(table: Self.vrfTable), controller: nil),
            VirtualLink(name: Self.bridge, kind: .bridge, controller: Self.vrf),
            VirtualLink(name: Self.vxlan, kind: .vxlan(vxlan), controller: Self.bridge),
        ]
        enslavement = Enslavement(interface: interface, controller: Self.vrf)
        for attachment in attachments {
            let sources = Set(families[attachment.family]?.noSNATSources ?? [])
            routes += sources.sorted().map {
                Route(
                    to: $0, via: attachment.gateway, interface: attachment.interface,
                    isOnLink: true, table: Self.vrfTable)
            }
        }
        // Entering a VRF would cost the interface its IPv6 addresses.
        if observed.parameters[.keepIPv6AddressesOnDown] != nil {
            preparations = [Tuning(parameter: .keepIPv6AddressesOnDown, value: 1)]
        }
    }

    // Kube-OVN's names; the BGP speaker's configuration has them too.
    static let vrf = InterfaceName(literal: "vrf-vpn")
    static let bridge = InterfaceName(literal: "br-vpn")
    static let vxlan = InterfaceName(literal: "vxlan-vpn")
}
