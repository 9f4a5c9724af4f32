import BFD
import BFDSimulation
import Testing

@Suite struct `RFC 5880 §6.8.15 Forwarding plane reset` {
    @Test func `the reason is given, in AdminDown, because Down would invite OVN to send traffic`()
    {
        var bench = TableBench()
        bench.add()
        bench.bringUp()
        bench.table.fail("nft table lost", .forwardingPlaneReset, at: bench.now)
        let packet = bench.settle().first?.transmission?.packet
        #expect(packet?.state == .adminDown)
        #expect(packet?.diagnostic == .forwardingPlaneReset)
    }
}

@Suite struct `RFC 5880 §6.8.16 Administrative control` {
    @Test(arguments: State.allCases)
    func `disabling goes to AdminDown with a reason, and says so at once`(state: State) {
        var bench = Bench.in(state)
        bench.step(.administer(.adminDown(.pathDown)))
        #expect(bench.session.state == .adminDown)
        #expect(bench.sent.last?.packet.state == .adminDown)
        #expect(bench.sent.last?.packet.diagnostic == .pathDown)
    }

    @Test func `AdminDown is said for as long as it lasts, longer than any detection time`() {
        var bench = Bench.in(.up)
        bench.step(.administer(.adminDown(.administrativelyDown)))
        let packets = bench.pass(.seconds(60), hearing: .down)
        #expect(packets.count >= 60)
        #expect(packets.allSatisfy { $0.packet.state == .adminDown })
    }

    @Test func `enabling goes to Down, not further, whatever the peer says`() {
        for heard in State.allCases {
            var bench = Bench.in(.adminDown)
            bench.hear(heard)
            bench.step(.administer(.enabled))
            #expect(bench.session.state == .down)
        }
    }

    @Test func `after enabling the session comes up again`() {
        var bench = Bench.in(.adminDown)
        bench.hear(.down)
        bench.step(.administer(.enabled))
        bench.hear(.down)
        bench.hear(.up)
        #expect(bench.session.state == .up)
    }

    @Test func `the peer's AdminDown holds us Down, and its Down brings us back`() {
        var bench = Bench.in(.up)
        bench.hear(.adminDown)
        bench.pass(.seconds(10), hearing: .adminDown)
        #expect(bench.session.state == .down)
        bench.hear(.down)
        #expect(bench.session.state == .initializing)
    }
}

@Suite struct `RFC 5880 §6.8.18 Holding down sessions` {
    @Test func `a held Down is said to a peer that is Up and then not again`() {
        // Repeating it takes OVN to Init, which its routers count as usable.
        var bench = Bench.in(.up)
        let reaction = bench.step(.administer(.down(.pathDown)))
        #expect(reaction.transmit?.state == .down)
        #expect(reaction.transmit?.diagnostic == .pathDown)
        bench.hear(.down)
        #expect(bench.pass(.seconds(10), hearing: .down).isEmpty)
        #expect(bench.session.state == .down)
    }

    @Test func `a peer that missed it hears it again`() {
        var bench = Bench.in(.up)
        bench.step(.administer(.down(.pathDown)))
        let packets = bench.pass(.seconds(3), hearing: .up)
        #expect(packets.count >= 2)
        #expect(packets.allSatisfy { $0.packet.state == .down })
    }

    @Test func `nothing that the peer says ends the hold`() {
        var bench = Bench.in(.up)
        bench.step(.administer(.down(.pathDown)))
        for state in [State.down, .initializing, .up, .adminDown, .down] { bench.hear(state) }
        #expect(bench.session.state == .down)
        bench.step(.administer(.enabled))
        bench.hear(.down)
        #expect(bench.session.state == .initializing)
    }
}
