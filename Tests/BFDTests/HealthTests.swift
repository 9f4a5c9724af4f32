import BFD
import BFDSimulation
import Testing

@Suite struct `The health of the gateway` {
    static let settings = Health.Settings(holdTime: .seconds(3), longestHoldTime: .seconds(20))

    static func bench() -> TableBench {
        var bench = TableBench(health: settings)
        bench.add()
        bench.bringUp()
        return bench
    }

    /// Fails and recovers at once, then returns how long it took until a session could come up.
    static func outage(_ bench: inout TableBench) -> Interval {
        bench.table.fail("link down", .pathDown, at: bench.now)
        bench.settle()
        bench.table.recover("link down", at: bench.now)
        let begin = bench.now
        while bench.state() == .adminDown { bench.pass(.milliseconds(100)) }
        return bench.now.since(begin)
    }

    @Test func `a failure has a name, a diagnostic and a time, and counts at once`() {
        var bench = Self.bench()
        bench.table.fail("external gateway unreachable", .concatenatedPathDown, at: bench.now)
        let transition = bench.settle().first?.transition
        #expect(transition?.to == .adminDown)
        #expect(transition?.diagnostic == .concatenatedPathDown)
        let failure = bench.table.health.failures.first
        #expect(failure?.reason == "external gateway unreachable")
        #expect(failure?.since == bench.now)
        #expect(!bench.table.health.isGood)
    }

    @Test func `sessions come up when the last failure has been gone for the hold time`() {
        var bench = Self.bench()
        bench.table.fail("link down", .pathDown, at: bench.now)
        bench.table.fail("route missing", .pathDown, at: bench.now)
        bench.settle()
        bench.table.recover("link down", at: bench.now)
        bench.pass(.seconds(60))
        #expect(bench.state() == .adminDown)
        bench.table.recover("route missing", at: bench.now)
        bench.pass(.milliseconds(2_999))
        #expect(bench.state() == .adminDown)
        #expect(bench.table.health.lingering?.reason == "route missing")
        bench.pass(.milliseconds(1))
        #expect(bench.state() == .down)
        #expect(bench.table.health.isGood)
    }

    @Test func `a failure within the hold time begins it anew`() {
        var bench = Self.bench()
        bench.table.fail("link down", .pathDown, at: bench.now)
        bench.table.recover("link down", at: bench.now)
        bench.pass(.seconds(2))
        bench.table.fail("link down", .pathDown, at: bench.now)
        bench.table.recover("link down", at: bench.now)
        bench.pass(.seconds(2))
        #expect(bench.state() == .adminDown)
        bench.pass(.seconds(1))
        #expect(bench.state() == .down)
    }

    @Test func `while something is wrong there is no recovery to wait for`() {
        var bench = Self.bench()
        bench.table.fail("link down", .pathDown, at: bench.now)
        bench.table.recover("link down", at: bench.now)
        bench.pass(.seconds(1))
        bench.table.fail("route missing", .pathDown, at: bench.now)
        #expect(bench.table.health.recovery == nil)
        #expect(bench.table.health.lingering == nil)
        bench.pass(.seconds(10))
        #expect(bench.state() == .adminDown)
    }

    @Test func `whoever fails again soon comes back later each time, up to a limit`() {
        var bench = Self.bench()
        let outages = (0..<5).map { _ in Self.outage(&bench) }
        #expect(outages == [3, 6, 12, 20, 20].map(Interval.seconds))
    }

    @Test func `a long time without a failure makes good`() {
        var bench = Self.bench()
        _ = Self.outage(&bench)
        _ = Self.outage(&bench)
        bench.pass(.seconds(21))
        #expect(Self.outage(&bench) == .seconds(3))
    }

    @Test func `the same failure twice is one, and an unknown recovery none`() {
        var bench = Self.bench()
        bench.table.fail("link down", .pathDown, at: bench.now)
        bench.table.fail("link down", .pathDown, at: bench.now)
        #expect(bench.table.health.failures.count == 1)
        bench.table.recover("something else", at: bench.now)
        #expect(bench.table.health.recovery == nil)
        bench.table.recover("link down", at: bench.now)
        #expect(bench.table.health.recovery != nil)
    }

    @Test
    func `not being ready outranks it, and a session made meanwhile is AdminDown from the start`() {
        var bench = TableBench(isReady: false)
        bench.add()
        #expect(bench.state() == .adminDown)
        bench.table.fail("link down", .pathDown, at: bench.now)
        bench.settle()
        #expect(bench.status()?.diagnostic == .administrativelyDown)
        bench.table.becomeReady(at: bench.now)
        bench.settle()
        #expect(bench.status()?.diagnostic == .pathDown)
        bench.table.recover("link down", at: bench.now)
        bench.pass(.seconds(4))
        #expect(bench.state() == .down)
    }
}
