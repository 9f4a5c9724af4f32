import Addressing
import Netlink
import Sysctl
import Testing

@testable import Gateway

/// A pod as a plan sees it: interfaces with their addresses, and the main table's default routes.
struct Pod {
    var interfaces: [(name: String, addresses: [String])]
    var defaults: [(gateway: String, interface: String)]
    /// What is not 0, by name.
    var parameters: [String: Int] = [:]

    /// The pod of Kube-OVN as the primary CNI, with both families on both sides.
    static let dualStack = Pod(
        interfaces: [
            ("lo", ["127.0.0.1/8", "::1/128"]),
            ("eth0", ["10.16.0.12/16", "fd00:10:16::c/112", "fe80::1/64"]),
            ("net1", ["172.17.0.11/16", "fd00:172:17::b/112", "fe80::2/64"]),
        ],
        defaults: [("172.17.0.1", "net1"), ("fd00:172:17::1", "net1")])

    func observed() throws -> Observed {
        var observed = Observed()
        for (offset, interface) in interfaces.enumerated() {
            let index = Int32(offset + 1)
            let name = InterfaceName(interface.name)
            observed.links.append(
                Link(
                    index: index, name: try #require(name),
                    macAddress: MACAddress("02:00:00:00:00:0\(index)"), isUp: true,
                    hasCarrier: true, operationalState: .up, mtu: 1500, kind: nil,
                    controllerIndex: nil))
            for text in interface.addresses {
                let parts = text.split(separator: "/")
                let length = Int(parts[1])
                observed.addresses.append(
                    InterfaceAddress(
                        interfaceIndex: index, address: try address(String(parts[0])),
                        prefixLength: try #require(length)))
            }
        }
        for (gateway, interface) in defaults {
            let gateway = try address(gateway)
            let name = InterfaceName(interface)
            observed.routes.append(
                Route(
                    to: gateway.family.everything, via: gateway, interface: try #require(name),
                    protocolNumber: RoutingProtocol.boot))
        }
        for parameter in Plan.parameters(for: observed.links) {
            observed.parameters[parameter] = parameters["\(parameter)"] ?? 0
        }
        return observed
    }

    /// The plan for this pod of Kube-OVN's dual-stack environment with `changes`.
    func plan(_ changes: [String: String] = [:]) throws -> Plan {
        let settings = try SettingsFixture.settings(changes)
        return try Plan(settings, for: try observed())
    }

    func problems(_ changes: [String: String]) throws -> [String] {
        do {
            _ = try plan(changes)
            return []
        } catch let error as InvalidSettings {
            return error.problems.map(\.description)
        }
    }
}
