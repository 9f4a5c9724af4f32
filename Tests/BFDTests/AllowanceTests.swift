import Testing

@testable import BFD

@Suite struct `An allowance` {
    @Test func `a burst passes, then one an interval`() {
        var allowance = Allowance(burst: 3)
        var passed: [UInt64] = []
        for millisecond in 0..<100 as Range<UInt64> {
            let now = Instant(nanoseconds: 1_000_000_000 + millisecond * 1_000_000)
            while allowance.take(every: .milliseconds(20), at: now) { passed.append(millisecond) }
        }
        #expect(passed == [0, 0, 0, 20, 40, 60, 80])
    }

    @Test func `rest gives the burst back, and no more`() {
        var allowance = Allowance(burst: 2)
        var now = Instant(nanoseconds: 1_000_000_000)
        while allowance.take(every: .seconds(1), at: now) {}
        now = now.advanced(by: .seconds(3_600))
        var count = 0
        while allowance.take(every: .seconds(1), at: now) { count += 1 }
        #expect(count == 2)
    }
}
