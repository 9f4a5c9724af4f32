import Testing

@testable import BFD

@Suite struct `Seeded chance` {
    /// The first numbers of the authors' `xoshiro128plusplus.c` from the state 1, 2, 3, 4.
    @Test func `it follows the published generator`() {
        var chance = Chance(1, 2, 3, 4)
        let expected: [UInt32] = [641, 1_573_767, 3_222_811_527, 3_517_856_514, 836_907_274]
        #expect(expected.map { _ in chance.next() } == expected)
    }

    @Test func `a part of an interval stays within its bounds, for the largest interval too`() {
        var chance = Chance(seed: 7)
        for interval in [Interval.milliseconds(1), .seconds(1), .microseconds(.max)] {
            for _ in 0..<1_000 {
                let part = chance.part(of: interval, from: 75, to: 100)
                #expect(part <= interval)
                #expect(part.nanoseconds >= interval.nanoseconds * 75 / 100)
            }
        }
    }

    @Test func `each seed has a course of its own`() {
        let courses = Set(
            (0..<100 as Range<UInt64>).map { seed in
                var chance = Chance(seed: seed)
                return [chance.next(), chance.next()]
            })
        #expect(courses.count == 100)
    }
}
