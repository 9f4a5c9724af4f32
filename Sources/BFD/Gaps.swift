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
}
