public import Addressing
import Netlink
import Sysctl

extension Plan {
    /// A family that leaves the cluster here, and its way through the pod.
    public struct Passage: Hashable, Sendable {
        public let inner: Attachment
        public let outer: Attachment

        public var family: IPAddress.Family { inner.family }

        /// Finds the way through the pod; if there is none, that is a problem.
        init?(
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
                        takes:
                            "an address in another network than \(other)'s, which \(inner.interface)"
                            + " is on too"))
                return nil
            }
            self.inner = inner
            self.outer = outer
        }

        /// What comes from the VPC leaves by the main table, as the reference has it, and what comes
        /// from outside goes to the VPC's router, as do the internal address's own packets.
        func rules(_ addresses: [IPAddress]) -> [RoutingRule] {
            let outerAddresses = [outer.address] + addresses.filter { $0 != outer.address }
            return [
                RoutingRule(
                    family: family, priority: 1001, input: inner.interface,
                    table: RoutingTable.default),
                RoutingRule(
                    family: family, priority: 1002, input: outer.interface,
                    table: Plan.internalTable),
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

        func routes(_ observed: Observed) -> [Route] {
            // On the link, even where a route of the CNI's covers the gateway and leads elsewhere.
            let inwards = Route(
                to: family.everything, via: inner.gateway, interface: inner.interface,
                isOnLink: true,
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

        func parameters(_ observed: Observed) -> [Plan.Tuning] {
            guard family == .ipv4 else { return [] }
            let unfiltered = [inner.interface] + (isDetour(observed) ? [outer.interface] : [])
            return Plan.reversePathFilters(off: unfiltered, observed)
                // ICMP errors go back to where the packet came from, and from the address there: a
                // traceroute from inside shows the internal address.
                + [Plan.Tuning(parameter: .errorsFromInboundInterface, value: 1)]
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
