/// A small generator of pseudo-random numbers, seeded: xoshiro128++ (Blackman, Vigna 2019).
///
/// Good enough to keep senders from falling into step (RFC 5880 §6.8.7), of no use for secrets.
struct Chance: Sendable {
    private var a: UInt32
    private var b: UInt32
    private var c: UInt32
    private var d: UInt32

    init(seed: UInt64) {
        var seed = seed
        let first = Self.splitMix(&seed)
        let second = Self.splitMix(&seed)
        a = UInt32(truncatingIfNeeded: first)
        b = UInt32(truncatingIfNeeded: first >> 32)
        c = UInt32(truncatingIfNeeded: second)
        // Of all states only zero is none.
        d = UInt32(truncatingIfNeeded: second >> 32) | 1
    }

    mutating func next() -> UInt32 {
        let result = Self.rotated(a &+ d, 7) &+ a
        let shifted = b << 9
        c ^= a
        d ^= b
        b ^= c
        a ^= d
        c ^= shifted
        d = Self.rotated(d, 11)
        return result
    }

    /// A length between `low` and `high` per cent of `interval`, both included.
    mutating func part(of interval: Interval, from low: UInt64, to high: UInt64) -> Interval {
        // A 32-bit interval in microseconds takes 42 bits as nanoseconds: 2^16 steps still fit.
        let step = UInt64(next() >> 16)
        let span = interval.nanoseconds * (high - low) / 100
        return Interval(nanoseconds: interval.nanoseconds * low / 100 + span * step / 65_535)
    }

    private static func rotated(_ value: UInt32, _ count: UInt32) -> UInt32 {
        value << count | value >> (32 - count)
    }

    /// The generator that xoshiro's authors recommend for seeding it.
    private static func splitMix(_ state: inout UInt64) -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var mixed = state
        mixed = (mixed ^ mixed >> 30) &* 0xbf58_476d_1ce4_e5b9
        mixed = (mixed ^ mixed >> 27) &* 0x94d0_49bb_1331_11eb
        return mixed ^ mixed >> 31
    }
}
