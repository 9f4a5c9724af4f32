public import Addressing
public import Netlink
import Sysctl

/// One step from what is to what is planned: one request to the kernel.
public enum Change: Hashable, Sendable {
    case replaceRuleset(RulesetChange)
    case set(Plan.Tuning)
    case addLink(InterfaceName, LinkKind)
    case removeLink(InterfaceName)
    case enslave(InterfaceName, to: InterfaceName)
    case switchOn(InterfaceName)
    case replaceRoute(Route)
    case removeRoute(Route)
    case addRule(RoutingRule)
    case removeRule(RoutingRule)
}

extension Change: CustomStringConvertible {
    /// The command that would make the change, for a shell.
    public var description: String {
        switch self {
        case .replaceRuleset(let change): change.description
        case .set(let tuning): "sysctl -w \(tuning)"
        case .addLink(let name, let kind): "ip link add \(name) type \(kind)"
        case .removeLink(let name): "ip link delete \(name)"
        case .enslave(let name, let controller): "ip link set \(name) master \(controller)"
        case .switchOn(let name): "ip link set \(name) up"
        case .replaceRoute(let route): "ip \(route.family.option) route replace \(route)"
        case .removeRoute(let route): "ip \(route.family.option) route delete \(route)"
        case .addRule(let rule): "ip \(rule.family.option) rule add \(rule)"
        case .removeRule(let rule): "ip \(rule.family.option) rule delete \(rule)"
        }
    }
}

extension [Change] {
    /// The commands that would make the changes, as a script for a shell.
    public var script: String { map { "\($0)\n" }.joined() }
}

extension Plan.Tuning: CustomStringConvertible {
    /// What stands after `sysctl -w`.
    public var description: String { "\(parameter)=\(value)" }
}

extension IPAddress.Family {
    /// How `ip` is told the family.
    fileprivate var option: String {
        switch self {
        case .ipv4: "-4"
        case .ipv6: "-6"
        }
    }
}
