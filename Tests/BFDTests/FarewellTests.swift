import Testing

@testable import BFD

@Suite struct `A farewell` {
    @Test func `nothing confirms it before it was said`() {
        var farewell = Farewell()
        farewell.confirm(.down)
        #expect(!farewell.isConfirmed)
        farewell.count()
        farewell.confirm(.down)
        #expect(farewell.isConfirmed)
    }

    @Test func `it is urgent to whoever has not heard it, and to all when we drain`() {
        for state in State.allCases {
            let isUp = state == .up || state == .initializing
            #expect(Farewell().isUrgent(to: state, isDraining: false) == isUp)
            #expect(Farewell().isUrgent(to: state, isDraining: true))
        }
    }

    @Test func `it is not urgent for ever`() {
        var farewell = Farewell()
        for _ in 0..<100 { farewell.count() }
        #expect(!farewell.isUrgent(to: .up, isDraining: true))
    }
}
