import BFD
import BFDSimulation
import Testing

@Suite struct `RFC 5880 §6.6 Demand mode of the peer` {
    @Test func `a peer in demand mode gets no periodic packets while both ends are Up`() {
        var bench = Bench.in(.up)
        bench.hear(.up, flags: .demand)
        var sent = 0
        for _ in 0..<100 {
            sent += bench.pass(.milliseconds(100)).count
            bench.hear(.up, flags: .demand)
        }
        #expect(sent == 0)
        #expect(bench.session.state == .up)
    }

    @Test func `it still gets Final`() {
        var bench = Bench.in(.up)
        bench.hear(.up, flags: .demand)
        let reaction = bench.hear(.up, flags: [.demand, .poll])
        #expect(reaction.transmit?.flags.contains(.final) == true)
    }

    @Test func `our own Poll Sequence wakes us, and ends with Final`() {
        var bench = Bench.in(.up)
        bench.hear(.up, flags: .demand)
        bench.step(.configure(Configuration(desiredMinTx: 100_000, requiredMinRx: 400_000)))
        let asked = bench.pass(.milliseconds(250))
        #expect(!asked.isEmpty)
        #expect(asked.allSatisfy { $0.packet.flags.contains(.poll) })
        bench.hear(.up, flags: [.demand, .final])
        bench.hear(.up, flags: .demand)
        #expect(bench.pass(.milliseconds(250)).isEmpty)
    }

    @Test func `periodic packets return as soon as Demand ends`() {
        var bench = Bench.in(.up)
        bench.hear(.up, flags: .demand)
        bench.pass(.milliseconds(250))
        bench.hear(.up)
        #expect(!bench.pass(.milliseconds(100)).isEmpty)
    }

    @Test func `Demand means nothing until both ends are Up`() {
        var bench = Bench.in(.initializing)
        bench.hear(.down, flags: .demand)
        #expect(!bench.pass(.seconds(1), hearing: .down).isEmpty)
    }

    @Test func `it goes Down like any other when it falls silent`() {
        var bench = Bench.in(.up)
        bench.hear(.up, flags: .demand)
        bench.pass(.milliseconds(301))
        #expect(bench.session.state == .down)
        #expect(bench.sent.last?.packet.state == .down)
    }
}
