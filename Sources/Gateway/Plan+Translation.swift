import Addressing
import NFTables
import Netlink
import Sysctl

/// Everything but what a BGP speaker does: routes, rules, NAT and forwarding.
extension Plan {
    mutating func translate(
        _ translation: Settings.Translation, _ families: [IPAddress.Family: Settings.Family],
        _ observed: Observed, _ problems: inout [Problem]
    ) {
        var egresses: [Ruleset.Egress] = []
        for family in IPAddress.Family.allCases {
            guard let settings = families[family] else { continue }
            guard let externalGateway = settings.externalGateway else {
                stayingFamilies.append(family)
                continue
            }
            guard
                let passage = Passage(
                    from: settings.internalGateway, to: externalGateway, observed, &problems)
            else { continue }
            passages.append(passage)
            let addresses = translation.addresses.filter { $0.family == family }
            egresses.append(
                Ruleset.Egress(
                    family: family, externalInterface: passage.outer.interface,
                    noSNATSources: settings.noSNATSources, addresses: addresses))
            routes += passage.routes(observed)
            rules += passage.rules(addresses)
        }
        check(translation.addresses, observed, &problems)

        let ruleset = Ruleset(egresses: egresses, translation: translation)
        table = ruleset.table
        self.ruleset = ruleset
        for passage in passages {
            parameters += passage.parameters(observed)
            if !announcedInterfaces.contains(passage.outer.interface) {
                announcedInterfaces.append(passage.outer.interface)
            }
        }
        // Last of all, whatever the family: until then nothing is forwarded.
        parameters += passages.map { Tuning(parameter: .forwarding($0.family), value: 1) }
    }

    /// Every address to spread over must be on the external interface of its family.
    private func check(
        _ addresses: [IPAddress], _ observed: Observed, _ problems: inout [Problem]
    ) {
        for address in addresses {
            guard let passage = passages.first(where: { $0.family == address.family }) else {
                // A gateway that was not found is problem enough.
                guard problems.isEmpty else { continue }
                problems.append(
                    Problem(
                        variable: Variable.snatAddresses.rawValue,
                        finding: .entry(address.description),
                        takes: "addresses of a family that leaves the cluster here"))
                continue
            }
            let interface = passage.outer.interface
            let held = observed.routableAddresses(of: interface, address.family)
            guard !held.contains(where: { $0.address == address }) else { continue }
            let list = held.map(\.address.description).joined(separator: ", ")
            problems.append(
                Problem(
                    variable: Variable.snatAddresses.rawValue,
                    finding: .entry(address.description),
                    takes: "addresses of the external interface \(interface), which has \(list)"))
        }
    }
}

extension Plan.Passage {
    /// Finds the way through the pod; if there is none, that is a problem.
    fileprivate init?(
        from internalGateway: IPAddress, to externalGateway: IPAddress, _ observed: Observed,
        _ problems: inout [Problem]
    ) {
        let family = internalGateway.family
        let inner = Attachment(
            to: internalGateway, of: .internalGateway(family), observed, &problems)
        let outer = Attachment(
            to: externalGateway, of: .externalGateway(family), observed, &problems)
        guard let inner, let outer else { return nil }
        guard inner.interface != outer.interface else {
            let other = Variable.internalGateway(family).rawValue
            problems.append(
                Problem(
                    variable: Variable.externalGateway(family).rawValue,
                    finding: .value(externalGateway.description),
                    takes: "an address in another network than \(other)'s, which \(inner.interface)"
                        + " is on too"))
            return nil
        }
        self.init(inner: inner, outer: outer)
    }

    /// What comes from the VPC leaves by the main table, as the reference has it, and what comes
    /// from outside goes to the VPC's router, as do the internal address's own packets.
    fileprivate func rules(_ addresses: [IPAddress]) -> [RoutingRule] {
        let outerAddresses = [outer.address] + addresses.filter { $0 != outer.address }
        return [
            RoutingRule(
                family: family, priority: 1001, input: inner.interface,
                table: RoutingTable.default),
            RoutingRule(
                family: family, priority: 1002, input: outer.interface, table: Plan.internalTable),
            RoutingRule(
                family: family, priority: 1003, input: .loopback, source: Prefix(inner.address),
                table: Plan.internalTable),
        ]
            + outerAddresses.map {
                RoutingRule(
                    family: family, priority: 1004, input: .loopback, source: Prefix($0),
                    table: RoutingTable.default)
            }
    }

    fileprivate func routes(_ observed: Observed) -> [Route] {
        // On the link, even where a route of the CNI's covers the gateway and leads elsewhere.
        let inwards = Route(
            to: family.everything, via: inner.gateway, interface: inner.interface, isOnLink: true,
            table: Plan.internalTable)
        return isDetour(observed) ? [inwards] + outwards(observed) : [inwards]
    }

    /// The table `default` is empty as a rule and packets fall through to the main table, where the
    /// CNI's default route leads outside. As a secondary CNI it does not: there the default route
    /// is another network's, and the table gets what leads outside.
    private func outwards(_ observed: Observed) -> [Route] {
        let held = observed.routableAddresses(of: outer.interface, family)
        let connected = Set(held.map(\.prefix))
        return connected.sorted().map {
            Route(to: $0, interface: outer.interface, table: RoutingTable.default)
        } + [
            Route(
                to: family.everything, via: outer.gateway, interface: outer.interface,
                isOnLink: true, table: RoutingTable.default)
        ]
    }

    private func isDetour(_ observed: Observed) -> Bool {
        let defaults = observed.routes.filter {
            $0.table == RoutingTable.main && $0.destination == family.everything
        }
        guard let best = defaults.min(by: { $0.metric < $1.metric }) else { return true }
        // A route that leads several ways has no one interface; whoever made it knew why.
        return best.interface != nil && best.interface != outer.interface
    }

    fileprivate func parameters(_ observed: Observed) -> [Plan.Tuning] {
        guard family == .ipv4 else { return [] }
        let unfiltered = [inner.interface] + (isDetour(observed) ? [outer.interface] : [])
        return Plan.reversePathFilters(off: unfiltered, observed)
            // ICMP errors go back to where the packet came from, and from the address there: a
            // traceroute from inside shows the internal address.
            + [Plan.Tuning(parameter: .errorsFromInboundInterface, value: 1)]
    }
}

extension Attachment {
    /// Finds the attachment to the gateway that `variable` gave, or adds a problem.
    init?(
        to gateway: IPAddress, of variable: Variable, _ observed: Observed,
        _ problems: inout [Problem]
    ) {
        let interfaces = observed.interfaces
        do {
            try self.init(to: gateway, among: interfaces)
        } catch {
            let seen = interfaces.flatMap { interface in
                interface.routableAddresses(gateway.family).map { "\(interface.name) \($0)" }
            }.joined(separator: ", ")
            let takes =
                switch error {
                case .linkLocal: "an address that is not link-local, as every interface has those"
                case .ownAddress(let interface):
                    "a router's address, and this is the pod's own on \(interface)"
                case .noNetwork: "an address in a connected network of this pod"
                case .ambiguous(let interfaces):
                    "an address in one network of this pod, and "
                        + "\(interfaces.map(\.description).joined(separator: " and ")) both have it"
                }
            problems.append(
                Problem(
                    variable: variable.rawValue, finding: .value(gateway.description),
                    takes:
                        "\(takes); seen: \(seen.isEmpty ? "no \(gateway.family.title) address" : seen)"
                ))
            return nil
        }
    }
}

extension IPAddress.Family {
    /// `0.0.0.0/0` or `::/0`.
    var everything: Prefix {
        let unspecified = IPAddress(self, value: 0)
        return Prefix(masking: unspecified, length: 0) ?? Prefix(unspecified)
    }
}
