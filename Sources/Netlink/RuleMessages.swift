public import Addressing
import CLibNL

extension RouteSocket {
    /// The rules of `family` in the order in which the kernel asks them.
    public borrowing func rules(
        family: IPAddress.Family
    ) throws(NetlinkError) -> [RoutingRule] {
        let request = try Request.make(
            RTM_GETRULE, flags: Request.dump, header: fib_rule_hdr(family: family),
            text: "ip \(family.option) rule show")
        // The kernel continues a list of rules by position and does not say that they changed
        // meanwhile, so one can be skipped.
        let monitor = try RouteMonitor.open(groups: [RTNLGRP_IPV4_RULE, RTNLGRP_IPV6_RULE])
        for _ in 0..<Self.mostAttempts {
            let rules = try values(request, RoutingRule.init)
            guard try !monitor.drain().isEmpty else {
                // A kernel without the family may answer with those of others.
                return rules.filter { $0.family == family }
            }
        }
        throw NetlinkError.changing(request.text)
    }

    /// Adds a rule; one that is there already is an error (`isAlreadyThere`).
    public borrowing func add(_ rule: RoutingRule) throws(NetlinkError) {
        try perform(rule.request(RTM_NEWRULE, flags: NLM_F_CREATE | NLM_F_EXCL, verb: "add"))
    }

    /// Removes a rule; one that is not there is an error (`isNotFound`).
    ///
    /// The kernel removes the first rule that has everything `rule` has, so of two where one
    /// selects more the earlier goes. Read the rules back if others write them too.
    public borrowing func remove(_ rule: RoutingRule) throws(NetlinkError) {
        try perform(rule.request(RTM_DELRULE, verb: "delete"))
    }
}

extension fib_rule_hdr {
    fileprivate init(family: IPAddress.Family) {
        self.init()
        self.family = family.code
    }
}

extension RoutingRule {
    fileprivate func request(
        _ type: Int, flags: Int32 = 0, verb: String
    ) throws(NetlinkError) -> Request {
        var header = fib_rule_hdr(family: family)
        header.action = extras.action.rawValue
        header.tos = extras.typeOfService
        header.src_len = UInt8(source?.length ?? 0)
        header.dst_len = UInt8(extras.destination?.length ?? 0)
        header.table = UInt8(exactly: table) ?? UInt8(RT_TABLE_UNSPEC.rawValue)
        header.flags = extras.isInverted ? UInt32(FIB_RULE_INVERT) : 0

        let request = try Request.make(
            type, flags: flags, header: header, text: "ip \(family.option) rule \(verb) \(self)")
        try request.put(FRA_PRIORITY, priority)
        if let input { try request.put(FRA_IIFNAME, input) }
        if let source { try request.put(FRA_SRC, source.address.bytes) }
        if let destination = extras.destination {
            try request.put(FRA_DST, destination.address.bytes)
        }
        // Zero stands for none, as in a rule that asks for the table of the interface.
        if table != 0 { try request.put(FRA_TABLE, table) }
        try request.put(FRA_PROTOCOL, protocolNumber)
        try request.put(extras.attributes)
        return request
    }

    fileprivate init?(_ message: ReceivedMessage) {
        guard message.type == RTM_NEWRULE, let header = message.header(fib_rule_hdr.self),
            let family = IPAddress.Family(code: header.family)
        else { return nil }
        var priority: UInt32 = 0
        var input: InterfaceName?
        var source: Prefix?
        var table = UInt32(header.table)
        var protocolNumber: UInt8 = 0
        var extras = Extras()
        extras.action = Action(rawValue: header.action)
        extras.isInverted = header.flags & UInt32(FIB_RULE_INVERT) != 0
        extras.typeOfService = header.tos

        for attribute in message.attributes(after: fib_rule_hdr.self) {
            switch attribute.type {
            case FRA_PRIORITY: priority = attribute.number(UInt32.self) ?? priority
            case FRA_IIFNAME: input = InterfaceName(attribute.string)
            case FRA_SRC: source = attribute.prefix(length: header.src_len)
            case FRA_DST: extras.destination = attribute.prefix(length: header.dst_len)
            case FRA_TABLE: table = attribute.number(UInt32.self) ?? table
            case FRA_PROTOCOL: protocolNumber = attribute.number(UInt8.self) ?? 0
            // Every rule has this one; all bits set is none.
            case FRA_SUPPRESS_PREFIXLEN where attribute.number(UInt32.self) == .max: break
            case FRA_PAD: break
            default: extras.attributes.append(attribute.copy)
            }
        }
        self.init(
            family: family, priority: priority, input: input, source: source, table: table,
            protocolNumber: protocolNumber, extras: extras)
    }
}
