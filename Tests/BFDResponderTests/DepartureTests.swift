import BFD
import Testing

@testable import BFDResponder

@Suite struct `A departure` {
    private static let start = Instant(nanoseconds: 100_000_000_000)

    private static func at(_ seconds: UInt32) -> Instant {
        start.advanced(by: .seconds(seconds))
    }

    @Test func `takes as long as it was given`() {
        var departure = Departure()
        #expect(!departure.hasBegun)
        #expect(departure.deadline == .never)
        departure.begin(patience: .seconds(8), at: Self.start)
        #expect(departure.hasBegun)
        #expect(departure.deadline == Self.at(8))
        let early = departure.isOver(at: Self.at(7))
        let due = departure.isOver(at: Self.at(8))
        let again = departure.isOver(at: Self.at(9))
        #expect([early, due, again] == [false, true, false])
    }

    @Test func `ends at once when asked for twice`() {
        var departure = Departure()
        departure.begin(patience: .seconds(8), at: Self.start)
        departure.begin(patience: .seconds(8), at: Self.at(1))
        let isOver = departure.isOver(at: Self.at(1))
        #expect(isOver)
    }

    @Test func `with no patience ends at once`() {
        var departure = Departure()
        departure.begin(patience: .zero, at: Self.start)
        let isOver = departure.isOver(at: Self.start)
        #expect(isOver)
    }

    @Test func `does not wait where nobody can be sending`() {
        let table = SessionTable(seed: 1) { _ in 1 }
        var departure = Departure()
        departure.begin(patience: .seconds(8), at: Self.start)
        departure.consider(table.snapshot(at: Self.start), patience: .seconds(8), at: Self.start)
        #expect(departure.deadline == Self.start)
    }
}
