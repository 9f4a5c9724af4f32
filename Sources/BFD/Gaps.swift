/// How far apart a peer's packets came while the session was Up.
public struct Gaps: Sendable {
    /// Gaps by length in quarters of the peer's transmit interval; the last one holds all from
    /// 3.75 intervals on.
    public internal(set) var histogram: [16 of UInt32] = .init(repeating: 0)

    /// The longest gap.
    public internal(set) var worst = Interval.zero

    /// The largest part of the detection time that a gap took, in thousandths: at 1 000 it expired.
    public internal(set) var worstPermille: UInt32 = 0

    init() {}

    /// Counts one gap; `detectionTime` is `multiplier` times the peer's interval, and not zero.
    mutating func add(_ gap: Interval, multiplier: UInt8, detectionTime: Interval) {
        worst = max(worst, gap)
        // A gap that did not expire is within the detection time, 2^50 ns at most.
        let gap = min(gap, detectionTime).nanoseconds
        let part = gap * 1_000 / detectionTime.nanoseconds
        worstPermille = max(worstPermille, UInt32(part))
        let quarters = gap * 4 * UInt64(multiplier) / detectionTime.nanoseconds
        histogram[Int(min(quarters, 15))] += 1
    }
}
