import BFD
import BFDSimulation
import Testing

/// Ours beside a model of OVN's BFD, in each of the moods that OVN was seen in.
@Suite struct `beside OVN` {
    static let fast = Configuration(
        desiredMinTx: 100_000, requiredMinRx: 300_000, detectMultiplier: 3)

    @Test func `an OVN that slept before we started comes up within two seconds`() throws {
        for seed in 1...200 as ClosedRange<UInt64> {
            let start = Instant(nanoseconds: 1_000_000_000_000)
            var ovn = OVNPeer(sleep: .unlessPacketsCome, seed: seed, at: start)
            ovn.fallAsleep()
            var simulation = Simulation(
                left: Responder.withPeer(configuration: Self.fast, seed: seed, at: start),
                right: ovn, wire: Wire(routers: 1), seed: seed, at: start)
            let time = simulation.run(for: .seconds(2)) {
                $0.left.state == .up && $0.right.state == .up
            }
            let x = try #require(time, "seed \(seed)")
            if seed < 5 {
                print(
                    x.microseconds, simulation.left.transitions.map { "\($0.to)" },
                    simulation.right.publications.map {
                        "\($0.state) \($0.time.since(start).microseconds)"
                    })
            }
            simulation.run(for: .seconds(20))
            if seed < 5 {
                print(
                    simulation.left.status!.counters.gaps,
                    simulation.left.status!.counters.lastRoundTrip,
                    simulation.right.publications.map {
                        "\($0.state) \($0.time.since(start).microseconds)"
                    })
            }
        }
    }
}
