import BFD
import BFDSimulation
import Testing

@Suite struct `RFC 5880 §6.1 Overview` {
    @Test func `an active system sends whether or not it has heard anything`() {
        var bench = Bench(role: .active)
        let count = bench.pass(.seconds(10)).count
        #expect((10...14).contains(count))
    }

    @Test func `a passive system sends nothing until it has heard its peer`() {
        var bench = Bench(role: .passive)
        #expect(bench.pass(.seconds(60)).isEmpty)
        bench.hear(.down)
        #expect(bench.sent.last?.packet.state == .initializing)
        #expect(!bench.pass(.seconds(1), hearing: .down).isEmpty)
    }

    @Test func `a passive system falls silent again when its peer does`() {
        var bench = Bench(role: .passive)
        bench.hear(.down)
        bench.pass(.seconds(1))
        #expect(bench.session.state == .down)
        #expect(bench.pass(.seconds(60)).isEmpty)
    }

    @Test func `a semi-active system, ours beside OVN, speaks once a second before it is heard`() {
        var bench = Bench(role: .semiActive)
        let count = bench.pass(.seconds(10)).count
        #expect((10...14).contains(count))
    }

    @Test func `two systems reach Up, and each knows the other's discriminator`() {
        for (left, right) in [(Role.active, Role.active), (.active, .passive), (.passive, .active)]
        {
            let start = Instant(nanoseconds: 1_000_000_000)
            func endpoint(_ discriminator: UInt32, _ role: Role) -> Endpoint {
                Endpoint(
                    Session(
                        localDiscriminator: discriminator, role: role,
                        configuration: Bench.configuration, seed: UInt64(discriminator),
                        at: start))
            }
            var simulation = Simulation(
                left: endpoint(7, left), right: endpoint(9, right), at: start)
            let time = simulation.run(for: .seconds(2)) {
                $0.left.session.state == .up && $0.right.session.state == .up
            }
            #expect(time != nil, "\(left) and \(right)")
            simulation.run(for: .milliseconds(500))
            #expect(simulation.left.sent.last?.packet.yourDiscriminator == 9)
            #expect(simulation.right.sent.last?.packet.yourDiscriminator == 7)
        }
    }

    @Test func `two passive systems wait for ever`() {
        let start = Instant(nanoseconds: 1_000_000_000)
        func endpoint(_ discriminator: UInt32) -> Endpoint {
            Endpoint(
                Session(
                    localDiscriminator: discriminator, role: .passive,
                    configuration: Bench.configuration, seed: 1, at: start))
        }
        var simulation = Simulation(left: endpoint(7), right: endpoint(9), at: start)
        simulation.run(for: .seconds(600))
        #expect(simulation.left.sent.isEmpty && simulation.right.sent.isEmpty)
    }
}
