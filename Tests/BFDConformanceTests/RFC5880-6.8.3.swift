import BFD
import BFDSimulation
import Testing

@Suite struct `RFC 5880 §6.8.3 Timer manipulation` {
    static let slower = Configuration(
        desiredMinTx: 400_000, requiredMinRx: 100_000, detectMultiplier: 3)
    static let faster = Configuration(
        desiredMinTx: 20_000, requiredMinRx: 100_000, detectMultiplier: 3)

    @Test func `Desired Min TX is at least a second in every state but Up`() {
        for state in [State.down, .initializing, .adminDown] {
            var bench = Bench.in(state)
            let packets = bench.pass(.seconds(5), hearing: .down == state ? .adminDown : .down)
            #expect(packets.count >= 4)
            #expect(packets.allSatisfy { $0.packet.desiredMinTx == 1_000_000 }, "\(state)")
            #expect(gaps(packets).allSatisfy { $0 >= .milliseconds(750) }, "\(state)")
        }
    }

    @Test func `a configured interval above a second is used in every state`() {
        var bench = Bench(configuration: Configuration(desiredMinTx: 5_000_000))
        let packets = bench.pass(.seconds(60))
        #expect(packets.allSatisfy { $0.packet.desiredMinTx == 5_000_000 })
        #expect(gaps(packets).allSatisfy { $0 >= .milliseconds(3_750) })
    }

    @Test func `Required Min RX is the real one from the first packet on`() {
        var bench = Bench()
        #expect(bench.pass(.zero).first?.packet.requiredMinRx == 100_000)
    }

    @Test func `a slower Desired Min TX is advertised at once and used after Final`() {
        var bench = Bench.in(.up)
        bench.step(.configure(Self.slower))
        let before = bench.pass(.seconds(2), hearing: .up)
        #expect(before.allSatisfy { $0.packet.desiredMinTx == 400_000 })
        #expect(gaps(before).allSatisfy { $0 <= .milliseconds(100) })
        bench.hear(.up, flags: .final)
        let after = bench.pass(.seconds(4), hearing: .up)
        #expect(gaps(after).allSatisfy { $0 >= .milliseconds(300) })
    }

    @Test func `a faster Desired Min TX is used at once`() {
        var bench = Bench.in(.up)
        bench.hear(.up) { $0.requiredMinRx = 10_000 }
        bench.peer.requiredMinRx = 10_000
        bench.step(.configure(Self.faster))
        let packets = bench.pass(.milliseconds(200), hearing: .up)
        #expect(packets.count >= 9)
        #expect(gaps(packets).allSatisfy { $0 <= .milliseconds(20) })
    }

    @Test func `a smaller Required Min RX shortens detection only after Final`() {
        var bench = Bench.in(
            .up,
            configuration: Configuration(desiredMinTx: 100_000, requiredMinRx: 300_000))
        bench.step(.configure(Bench.configuration))
        bench.hear(.up)
        bench.pass(.milliseconds(899))
        #expect(bench.session.state == .up)
        bench.hear(.up, flags: .final)
        bench.pass(.milliseconds(299))
        #expect(bench.session.state == .up)
        bench.pass(.milliseconds(1))
        #expect(bench.session.state == .down)
    }

    @Test func `a larger Required Min RX lengthens detection at once, even of a nearly spent time`()
    {
        var bench = Bench.in(.up)
        bench.hear(.up)
        bench.pass(.milliseconds(299))
        bench.step(
            .configure(Configuration(desiredMinTx: 100_000, requiredMinRx: 300_000)))
        bench.pass(.milliseconds(600))
        #expect(bench.session.state == .up)
        bench.pass(.milliseconds(1))
        #expect(bench.session.state == .down)
    }

    @Test func `a peer that asks for packets sooner gets the next one counted from the last`() {
        var bench = Bench.in(.up)
        bench.peer.requiredMinRx = 2_000_000
        bench.pass(.seconds(4), hearing: .up)
        let last = bench.sent.last?.time ?? bench.now
        bench.pass(.milliseconds(60))
        bench.hear(.up)
        bench.peer.requiredMinRx = 100_000
        bench.hear(.up)
        bench.pass(.milliseconds(100))
        let next = bench.sent.last?.time ?? bench.now
        #expect(next > last)
        #expect(next.since(last) <= max(.milliseconds(100), bench.now.since(last)))
        let packets = bench.pass(.seconds(1), hearing: .up)
        #expect(gaps(packets).allSatisfy { $0 <= .milliseconds(100) })
    }

    @Test func `an overdue packet goes out at once when the peer asks for packets sooner`() {
        var bench = Bench.in(.up)
        bench.peer.requiredMinRx = 10_000_000
        bench.hear(.up)
        bench.pass(.milliseconds(250))
        bench.peer.requiredMinRx = 100_000
        #expect(bench.hear(.up).transmit != nil)
    }

    @Test func `a peer that asks for packets more seldom gets them more seldom at once`() {
        var bench = Bench.in(.up)
        bench.peer.requiredMinRx = 500_000
        bench.hear(.up)
        let packets = bench.pass(.seconds(3), hearing: .up)
        #expect(gaps(packets).allSatisfy { $0 >= .milliseconds(375) })
    }

    @Test func `going Down needs no confirmation to slow down`() {
        var bench = Bench.in(.up)
        bench.hear(.adminDown)
        let packets = bench.pass(.seconds(5), hearing: .adminDown)
        #expect(gaps(packets).allSatisfy { $0 >= .milliseconds(750) })
    }

    @Test func `a Poll Sequence that Down cut short begins again on Up`() {
        var bench = Bench.in(.up)
        bench.step(.configure(Self.slower))
        bench.pass(.milliseconds(100))
        bench.hear(.down)
        bench.hear(.down)
        bench.hear(.up)
        #expect(bench.session.state == .up)
        let packets = bench.pass(.seconds(1), hearing: .up)
        #expect(packets.contains { $0.packet.flags.contains(.poll) })
        #expect(packets.allSatisfy { $0.packet.desiredMinTx == 400_000 })
    }
}

@Suite struct `RFC 5880 §6.8.12 Detect Mult change` {
    @Test func `it is in the next packet and needs no Poll Sequence`() {
        var bench = Bench.in(.up)
        var configuration = Bench.configuration
        configuration.detectMultiplier = 7
        bench.step(.configure(configuration))
        #expect(!bench.session.isPolling)
        #expect(bench.pass(.milliseconds(100)).first?.packet.detectMultiplier == 7)
    }
}
