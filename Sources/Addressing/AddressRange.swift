/// Consecutive addresses of one family, both ends included.
public struct AddressRange: Hashable, Sendable {
    public let first: IPAddress
    public let last: IPAddress

    public init(_ prefix: Prefix) {
        first = prefix.address
        last = prefix.last
    }

    /// `first` must not come after `last`, and both are of one family.
    public init(first: IPAddress, last: IPAddress) {
        precondition(
            first.family == last.family && first <= last, "a range runs upwards in one family")
        self.first = first
        self.last = last
    }

    /// What `prefixes` cover, as ranges in rising order that neither overlap nor touch.
    ///
    /// This is what an interval set of nftables holds: it refuses overlaps, and nested, duplicate
    /// or adjacent prefixes mean no more than their union.
    public static func covering(_ prefixes: some Sequence<Prefix>) -> [AddressRange] {
        covering(prefixes.map { AddressRange($0) })
    }

    /// What `ranges` cover, as ranges in rising order that neither overlap nor touch.
    public static func covering(_ ranges: [AddressRange]) -> [AddressRange] {
        var union: [AddressRange] = []
        for next in ranges.sorted(by: { $0.first < $1.first }) {
            guard let previous = union.last, previous.reaches(next) else {
                union.append(next)
                continue
            }
            union[union.count - 1] = AddressRange(
                first: previous.first, last: max(previous.last, next.last))
        }
        return union
    }

    /// Whether `next`, which does not begin before this range, overlaps it or follows at once.
    private func reaches(_ next: AddressRange) -> Bool {
        guard first.family == next.first.family else { return false }
        // Subtracting cannot overflow where adding one to the last address could.
        return next.first <= last || next.first.value - last.value == 1
    }
}
