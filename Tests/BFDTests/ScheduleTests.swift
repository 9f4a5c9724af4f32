import BFDSimulation
import Testing

@testable import BFD

@Suite struct `The schedule` {
    @Test func `the first is always the earliest, through any changes`() {
        for seed in 1...50 as ClosedRange<UInt64> {
            var dice = Dice(seed: seed)
            var schedule = Schedule()
            var model: [Int: Instant] = [:]
            for _ in 0..<400 {
                let slot = Int(dice.next() % 40)
                if dice.happens(permille: 200) {
                    if model[slot] != nil { schedule.remove(slot) }
                    model[slot] = nil
                } else {
                    let deadline = Instant(nanoseconds: dice.next() % 100)
                    schedule.set(deadline, for: slot)
                    model[slot] = deadline
                }
                #expect(schedule.first?.deadline == model.values.min(), "seed \(seed)")
                if let first = schedule.first { #expect(model[first.slot] == first.deadline) }
            }
        }
    }
}
