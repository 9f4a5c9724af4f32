public import Addressing
import Conntrack
import LinkLayer
import NFTables
import Netlink
import Sysctl

/// The network namespace of the thread that opened it: what is observed there and what is changed.
///
/// The one place where the plans of this module take effect.
public struct Kernel: ~Copyable {
    let network: RouteSocket

    /// What ``apply(_:)`` did.
    public struct Report: Sendable {
        public let plan: Plan
        /// What was changed; nothing if all was as planned.
        public let changes: [Change]
        /// How many flows were cut because they began before NAT.
        public let cutFlows: Int
        /// The external addresses that the neighbours were told of.
        public let announced: [IPAddress]
        /// What did not work and is no reason to fail: an announcement, most likely.
        public let warnings: [String]
    }

    private init(network: consuming RouteSocket) {
        self.network = network
    }

    public static func open() throws -> Kernel {
        Kernel(network: try RouteSocket.open())
    }

    /// What a plan for `settings` depends on; reading it takes no privilege.
    public borrowing func observeNetwork(for settings: Settings) throws -> Observed {
        try observeNetwork(tables: Plan.tables(for: settings.mode))
    }

    private borrowing func observeNetwork(tables: [UInt32]) throws -> Observed {
        var observed = Observed()
        observed.links = try network.links()
        observed.addresses = try network.addresses()
        for parameter in Plan.parameters(for: observed.links) {
            observed.parameters[parameter] = try parameter.value()
        }
        for family in IPAddress.Family.allCases
        where observed.parameters[.forwarding(family)] != nil {
            observed.rules += try network.rules(family: family)
            for table in tables {
                observed.routes += try network.routes(family: family, table: table)
            }
        }
        return observed
    }

    /// Everything that a plan for `settings` is compared with.
    public borrowing func observe(for settings: Settings) throws -> Observed {
        try observe(tables: Plan.tables(for: settings.mode))
    }

    /// Everything that may be ours.
    borrowing func observe(tables: [UInt32] = Plan.tables) throws -> Observed {
        var observed = try observeNetwork(tables: tables)
        let nftables = try NFTSocket.open()
        observed.table = try nftables.observe(tableNamed: Ruleset.tableName)
        let chains = try nftables.chains(of: .ip) + nftables.chains(of: .ip6)
        observed.incumbentChains = Incumbent.chains(of: chains)
        return observed
    }

    /// Makes the namespace the gateway that `settings` describe, then reads everything back to be
    /// sure. Safe to repeat; what is as planned is not touched.
    ///
    /// - Throws: ``InvalidSettings`` if the settings do not fit, what the kernel said if it refuses,
    ///   and ``NotInEffect`` if it does not and what was done is undone all the same.
    public borrowing func apply(_ settings: Settings) throws -> Report {
        let observed = try observe(for: settings)
        let plan = try Plan(settings, for: observed)
        var changes = plan.changes(from: observed)
        for change in changes { try perform(change) }
        let cutFlows = try cutUntranslatedFlows(of: plan, observed)
        let announcement = announce(plan, observed)

        var leftover = plan.changes(from: try observe(for: settings))
        for _ in 1...Self.corrections where !leftover.isEmpty {
            for change in leftover { try perform(change) }
            changes += leftover
            leftover = plan.changes(from: try observe(for: settings))
        }
        guard leftover.isEmpty else { throw NotInEffect(changes: leftover) }
        return Report(
            plan: plan, changes: changes, cutFlows: cutFlows, announced: announcement.addresses,
            warnings: announcement.failures)
    }

    /// How often ``apply(_:)`` mends what it reads back. Asked to remove a stale rule that selects
    /// less than one of ours, the kernel may take ours, which came first.
    private static let corrections = 2

    /// Carries out one change. One that someone else has made meanwhile is no error.
    public borrowing func perform(_ change: Change) throws {
        switch change {
        case .replaceRuleset(let change): try NFTSocket.open().commit(change.transaction)
        case .set(let tuning): try perform(tuning)
        case .addLink(let name, let kind):
            do throws(NetlinkError) { try network.addLink(name, kind: kind) } catch {
                throw error.isUnsupported ? Unsupported(kind: kind, error: error) : error
            }
        case .removeLink(let name): try network.removeLink(name)
        case .enslave(let name, let controller): try network.set(name, controller: controller)
        case .switchOn(let name): try network.set(name, up: true)
        case .replaceRoute(let route): try network.replace(route)
        case .removeRoute(let route):
            do { try network.remove(route) } catch  where error.isNotFound {}
        case .addRule(let rule):
            do { try network.add(rule) } catch  where error.isAlreadyThere {}
        case .removeRule(let rule):
            do { try network.remove(rule) } catch  where error.isNotFound {}
        }
    }

    private borrowing func perform(_ tuning: Plan.Tuning) throws {
        guard case .absent = try tuning.parameter.set(tuning.value) else { return }
        throw Unsupported(tuning: tuning)
    }

    private borrowing func cutUntranslatedFlows(
        of plan: Plan, _ observed: Observed
    ) throws -> Int {
        guard let ruleset = plan.ruleset else { return 0 }
        let own = Set(observed.addresses.map(\.address))
        let untranslated = UntranslatedFlows(in: ruleset, own: own)
        do throws(ConntrackError) {
            var conntrack = try ConntrackSocket.open()
            // Listing none costs the kernel a walk over the whole of its table.
            guard try conntrack.statistics().entries > 0 else { return 0 }
            var count = 0
            for passage in plan.passages {
                count += try conntrack.deleteEntries(
                    family: passage.family, where: untranslated.contains)
            }
            return count
        } catch {
            // Without connection tracking there is no flow that began before NAT.
            guard error.isUnavailable else { throw error }
            return 0
        }
    }
}
