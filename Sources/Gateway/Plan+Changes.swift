import Addressing
import Netlink
import Sysctl

extension Plan {
    /// What stands between `observed` and this plan, in the order in which it is safe to do.
    ///
    /// Each step can be repeated, and a run that ends between two of them leaves the old state or
    /// the new one to every packet: NAT and leak guard come first and at once, new routes and rules
    /// before old ones go, and forwarding last. What is foreign is not looked at.
    public func changes(from observed: Observed) -> [Change] {
        var changes = tunings(preparations, observed)
        if let change = RulesetChange(to: table, from: observed) {
            changes.append(.replaceRuleset(change))
        }
        changes += linkChanges(from: observed)

        let routes = routeChanges(from: observed)
        let rules = ruleChanges(from: observed)
        changes += routes.missing.map { .replaceRoute($0) }
        changes += rules.missing.map { .addRule($0) }
        changes += rules.stale.map { .removeRule($0) }
        changes += routes.stale.map { .removeRoute($0) }
        return changes + tunings(parameters, observed)
    }

    private func tunings(_ tunings: [Tuning], _ observed: Observed) -> [Change] {
        tunings.filter { observed.parameters[$0.parameter] != $0.value }.map { .set($0) }
    }

    private func linkChanges(from observed: Observed) -> [Change] {
        var changes: [Change] = []
        for link in links {
            var present = observed.link(link.name)
            if let existing = present, existing.kind != link.kind {
                changes.append(.removeLink(link.name))
                present = nil
            }
            if present == nil { changes.append(.addLink(link.name, link.kind)) }
            if let controller = link.controller,
                present.map({ observed.isPort($0, of: controller) }) != true
            {
                changes.append(.enslave(link.name, to: controller))
            }
            if present?.isUp != true { changes.append(.switchOn(link.name)) }
        }
        if let enslavement,
            observed.link(enslavement.interface)
                .map({ observed.isPort($0, of: enslavement.controller) }) != true
        {
            changes.append(.enslave(enslavement.interface, to: enslavement.controller))
        }
        return changes
    }

    private func ruleChanges(
        from observed: Observed
    ) -> (missing: [RoutingRule], stale: [RoutingRule]) {
        let ours = observed.rules.filter { Self.priorities.contains($0.priority) }
        let wanted = Set(rules)
        return (
            wanted.subtracting(ours.map(\.asOurs)).sorted(),
            ours.filter { !wanted.contains($0.asOurs) }.sorted()
        )
    }

    private func routeChanges(
        from observed: Observed
    ) -> (missing: [Route], stale: [Route]) {
        let ours = observed.routes.filter(\.isOurs)
        let wanted = Set(routes)
        let missing = wanted.subtracting(ours.map(\.asOurs))
        // The kernel has one route to a place; the new one takes the old one's.
        let replaced = Set(missing.map(\.place))
        let stale = ours.filter { !wanted.contains($0.asOurs) && !replaced.contains($0.place) }
        return (missing.sorted(), stale.sorted())
    }
}

extension Observed {
    fileprivate func isPort(_ link: Link, of controller: InterfaceName) -> Bool {
        guard let index = self.link(controller)?.index else { return false }
        return link.controllerIndex == index
    }
}

extension RoutingRule {
    /// The rule as we would have made it: whoever made one of our priorities, it is ours now.
    fileprivate var asOurs: RoutingRule {
        guard isFullyModelled else { return self }
        return RoutingRule(
            family: family, priority: priority, input: input, source: source, table: table)
    }
}

extension Route {
    /// Whether the route is one that we may change: all of the internal table, and elsewhere what
    /// carries our mark.
    var isOurs: Bool {
        switch table {
        case Plan.internalTable: true
        case Plan.vrfTable, RoutingTable.default: protocolNumber == RoutingProtocol.gateway
        default: false
        }
    }

    fileprivate var asOurs: Route {
        guard isFullyModelled, let interface else { return self }
        return Route(
            to: destination, via: gateway, interface: interface, isOnLink: isOnLink, table: table,
            metric: metric)
    }

    /// What a table has one route for.
    struct Place: Hashable {
        let table: UInt32
        let destination: Prefix
        let metric: UInt32
    }

    fileprivate var place: Place {
        Place(table: table, destination: destination, metric: metric)
    }
}
