import BFD
import BFDSimulation
import Testing

@Suite struct `A session` {
    static func run(seed: UInt64) -> Simulation<Endpoint, Endpoint> {
        let start = Instant(nanoseconds: 1_000_000_000)
        func endpoint(_ discriminator: UInt32) -> Endpoint {
            Endpoint(
                Session(
                    localDiscriminator: discriminator, role: .active,
                    configuration: Configuration(
                        desiredMinTx: 50_000, requiredMinRx: 50_000, detectMultiplier: 3),
                    seed: seed &* 31 &+ UInt64(discriminator), at: start))
        }
        return Simulation(left: endpoint(7), right: endpoint(9), seed: seed, at: start)
    }

    @Test func `a cut wire is noticed within the detection time, whatever the jitter`() throws {
        for seed in 1...300 as ClosedRange<UInt64> {
            var simulation = Self.run(seed: seed)
            simulation.run(for: .seconds(5))
            simulation.wire.isCut = true
            simulation.clearWire()
            simulation.run(for: .milliseconds(150))
            let last = try #require(simulation.left.transitions.last)
            #expect(last.to == .down, "seed \(seed)")
            #expect(last.cause == .detectionTimeExpired, "seed \(seed)")
        }
    }

    @Test func `a run is its inputs: the same seed gives the same packets at the same times`() {
        var first = Self.run(seed: 5)
        var second = Self.run(seed: 5)
        first.run(for: .seconds(10))
        second.run(for: .seconds(10))
        #expect(first.left.sent.map(\.time) == second.left.sent.map(\.time))
        #expect(first.left.sent.map(\.packet) == second.left.sent.map(\.packet))
    }

    @Test func `a step at any time, early, late or repeated, is harmless`() {
        for seed in 1...30 as ClosedRange<UInt64> {
            var dice = Dice(seed: seed)
            var simulation = Self.run(seed: seed)
            simulation.run(for: .seconds(2))
            for _ in 0..<200 {
                simulation.run(for: .microseconds(UInt32(dice.next() % 20_000)))
                simulation.left.step(.deadline, at: simulation.now)
            }
            #expect(simulation.left.session.state == .up)
        }
    }

    @Test func `one that flaps at one end flaps at the other, and both count it`() {
        var simulation = Self.run(seed: 1)
        simulation.run(for: .seconds(5))
        let index = Int(Transition.Cause.detectionTimeExpired.rawValue)
        for _ in 0..<3 {
            simulation.wire.isCut = true
            simulation.run(for: .seconds(1))
            simulation.wire.isCut = false
            simulation.run(for: .seconds(5))
        }
        for session in [simulation.left.session, simulation.right.session] {
            #expect(session.counters.ups == 4)
            #expect(session.counters.downs[index] == 3)
        }
    }

    @Test func `gaps are counted by quarters of the peer's interval and against detection`() {
        var bench = Bench.in(.up)
        // 60 ms of 100 is the third quarter, and a fifth of the detection time.
        bench.pass(.milliseconds(600), hearing: .up, every: .milliseconds(60))
        let before = bench.session.counters.gaps.histogram[2]
        #expect(before >= 8)
        bench.pass(.milliseconds(210))
        bench.hear(.up)
        #expect(
            bench.session.counters.gaps.histogram[8] + bench.session.counters.gaps.histogram[9]
                + bench.session.counters.gaps.histogram[10] == 1)
        #expect(bench.session.counters.gaps.worstPermille >= 700)
    }

    @Test func `a session remembers enough to go on, and what is too old only names`() {
        var bench = Bench.in(.up)
        bench.hear(.up)
        let memory = bench.session.memory
        #expect(memory.state == .up && memory.remoteDiscriminator == 2)
        let within = Session(
            resuming: memory, role: .semiActive, configuration: Bench.configuration, seed: 1,
            at: bench.now.advanced(by: .milliseconds(299)))
        #expect(within.state == .up)
        let after = Session(
            resuming: memory, role: .semiActive, configuration: Bench.configuration, seed: 1,
            at: bench.now.advanced(by: .milliseconds(300)))
        #expect(after.state == .down)
        #expect(after.memory.remoteDiscriminator == 2)
    }

    /// Found by fuzzing: the gap to the next packet was divided by it.
    @Test func `a memory without the peer's multiplier does not trap`() {
        var bench = Bench.in(.up)
        bench.hear(.up)
        var memory = bench.session.memory
        memory.remoteDetectMultiplier = 0
        bench.session = Session(
            resuming: memory, role: .semiActive, configuration: Bench.configuration, seed: 1,
            at: bench.now)
        bench.hear(.up)
        #expect(bench.session.state == .up)
    }
}
