import Addressing
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
