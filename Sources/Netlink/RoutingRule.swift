public import Addressing

/// A rule of policy routing: which packets are routed by which table.
public struct RoutingRule: Hashable, Sendable {
    public let family: IPAddress.Family
    /// Rules are asked in rising order; an answer ends the search.
    public let priority: UInt32
    /// Packets that came in here; `lo` stands for what this host sends itself.
    public let input: InterfaceName?
    public let source: Prefix?
    public let table: UInt32
    public let protocolNumber: UInt8

    /// What the kernel's rule has beyond this; a rule of ours has nothing there. It takes part in
    /// comparison, so a foreign rule never passes for one of ours.
    let extras: Extras

    /// Makes a rule of ours; `source`, if there is one, is of `family`.
    public init(
        family: IPAddress.Family, priority: UInt32, input: InterfaceName? = nil,
        source: Prefix? = nil, table: UInt32, protocolNumber: UInt8 = RoutingProtocol.gateway
    ) {
        precondition(
            source == nil || source?.family == family, "a rule selects addresses of its own family")
        self.init(
            family: family, priority: priority, input: input, source: source, table: table,
            protocolNumber: protocolNumber, extras: Extras())
    }

    init(
        family: IPAddress.Family, priority: UInt32, input: InterfaceName?, source: Prefix?,
        table: UInt32, protocolNumber: UInt8, extras: Extras
    ) {
        self.family = family
        self.priority = priority
        self.input = input
        self.source = source
        self.table = table
        self.protocolNumber = protocolNumber
        self.extras = extras
    }

    /// Whether the rule is all that its description says: made of nothing but what this type models.
    public var isFullyModelled: Bool { extras == Extras() }

    /// What the kernel knows of a rule and this project has no use for.
    struct Extras: Hashable, Sendable {
        var action = Action.lookup
        /// Whether the rule takes the packets that its selectors do *not* match.
        var isInverted = false
        var destination: Prefix?
        var typeOfService: UInt8 = 0
        var attributes: [Attribute] = []
    }

    /// `FR_ACT_…` of linux/fib_rules.h.
    struct Action: RawRepresentable, Hashable, Sendable {
        let rawValue: UInt8

        static let lookup = Action(rawValue: 1)
        static let goto = Action(rawValue: 2)

        var name: String {
            switch rawValue {
            case 1: "lookup"
            case 2: "goto"
            case 3: "nop"
            case 6: "blackhole"
            case 7: "unreachable"
            case 8: "prohibit"
            default: String(rawValue)
            }
        }
    }
}

extension RoutingRule: CustomStringConvertible {
    /// What stands after `ip -4 rule add`, or `-6`.
    public var description: String {
        var words: [String] = []
        if extras.isInverted { words.append("not") }
        words.append("priority \(priority)")
        if let input { words.append("iif \(input)") }
        if let source { words.append("from \(source.operatorText)") }
        if let destination = extras.destination { words.append("to \(destination.operatorText)") }
        if extras.typeOfService != 0 {
            words.append("tos 0x" + String(extras.typeOfService, radix: 16))
        }
        words += extras.attributes.compactMap { $0.ruleText(among: extras.attributes) }
        switch extras.action {
        case .lookup where table != 0: words.append("lookup \(RoutingTable.name(of: table))")
        // The table is the interface's (l3mdev), or the target an attribute: both said already.
        case .lookup, .goto: break
        default: words.append(extras.action.name)
        }
        words.append("protocol \(RoutingProtocol.name(of: protocolNumber))")
        return words.joined(separator: " ")
    }
}

extension RoutingRule: Comparable {
    /// In the order in which the kernel asks them; of the same priority, by their text.
    public static func < (left: RoutingRule, right: RoutingRule) -> Bool {
        if left.family != right.family {
            left.family == .ipv4
        } else if left.priority != right.priority {
            left.priority < right.priority
        } else {
            left.description < right.description
        }
    }
}
