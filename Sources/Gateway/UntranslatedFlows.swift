import Addressing
import Conntrack
import NFTables

/// Tells which flows ought to be translated and are not: they began before there was NAT, and the
/// kernel asks the rules of NAT for the first packet of a flow only.
struct UntranslatedFlows {
    private let families: Set<IPAddress.Family>
    private let exempt: [AddressRange]
    /// Nil if every source is translated.
    private let sources: [AddressRange]?
    private let own: Set<IPAddress>

    init(in ruleset: Ruleset, own: Set<IPAddress>) {
        families = Set(ruleset.egresses.map(\.family))
        exempt = AddressRange.covering(ruleset.egresses.flatMap(\.noSNATSources))
        sources = ruleset.translation.sources.map { AddressRange.covering($0) }
        self.own = own
    }

    func contains(_ entry: Entry) -> Bool {
        let source = entry.original.source
        let destination = entry.original.destination
        return families.contains(entry.family)
            && entry.reply.destination == source
            && !own.contains(source) && !own.contains(destination)
            && !source.isUnspecified && !source.isLoopback && !destination.isMulticast
            && sources.map { source.isCovered(by: $0) } ?? true
            && !source.isCovered(by: exempt) && !destination.isCovered(by: exempt)
    }
}

extension IPAddress {
    /// Whether one of `ranges`, which rise and do not overlap, holds this address.
    fileprivate func isCovered(by ranges: [AddressRange]) -> Bool {
        var low = 0
        var high = ranges.count
        while low < high {
            let middle = (low + high) / 2
            if ranges[middle].last < self { low = middle + 1 } else { high = middle }
        }
        return low < ranges.count && ranges[low].first <= self
    }
}
