import BFD
import BFDSimulation
import Testing

@Suite struct `RFC 5880 §6.8.4 Detection time` {
    /// Ours and the peer's interval in milliseconds, the peer's multiplier, and what must come out.
    static let table: [(requiredMinRx: UInt32, desiredMinTx: UInt32, multiplier: UInt8, UInt32)] = [
        (100, 100, 3, 300), (100, 50, 3, 300), (50, 100, 3, 300), (300, 100, 3, 900),
        (100, 300, 1, 300), (10, 10, 50, 500), (1_000, 20, 5, 5_000), (20, 1_000, 5, 5_000),
    ]

    @Test func `it is the peer's multiplier times the slower of what it sends and what we take`() {
        for (requiredMinRx, desiredMinTx, multiplier, expected) in Self.table {
            var bench = Bench.in(
                .up,
                configuration: Configuration(
                    desiredMinTx: 100_000, requiredMinRx: requiredMinRx * 1_000,
                    detectMultiplier: 9))
            bench.hear(.up) {
                $0.desiredMinTx = desiredMinTx * 1_000
                $0.detectMultiplier = multiplier
            }
            bench.pass(.milliseconds(expected - 1))
            #expect(bench.session.state == .up, "\(expected) ms")
            bench.pass(.milliseconds(1))
            #expect(bench.session.state == .down, "\(expected) ms")
            #expect(bench.session.diagnostic == .controlDetectionTimeExpired)
        }
    }

    @Test func `Init too goes Down by it`() {
        var bench = Bench.in(.initializing)
        bench.pass(.milliseconds(300))
        #expect(bench.session.state == .down)
        #expect(bench.session.diagnostic == .controlDetectionTimeExpired)
    }

    @Test(arguments: [State.down, .adminDown])
    func `no other state changes by it`(state: State) {
        var bench = Bench.in(state)
        let count = bench.transitions.count
        bench.pass(.seconds(10))
        #expect(bench.session.state == state)
        #expect(bench.transitions.count == count)
    }

    @Test func `a new multiplier or interval of the peer counts from its packet on`() {
        var bench = Bench.in(.up)
        bench.hear(.up)
        bench.pass(.milliseconds(299))
        bench.hear(.up) { $0.detectMultiplier = 10 }
        bench.pass(.milliseconds(999))
        #expect(bench.session.state == .up)
        bench.pass(.milliseconds(1))
        #expect(bench.session.state == .down)
    }

    @Test func `the largest values of the wire do not overflow`() {
        var bench = Bench.in(.up)
        bench.hear(.up) {
            $0.desiredMinTx = .max
            $0.detectMultiplier = 255
        }
        // 255 times 4,294,967,295 µs: twelve days and some hours.
        bench.stall(.seconds(1_095_216))
        bench.step(.deadline)
        #expect(bench.session.state == .up)
        bench.stall(.seconds(1))
        bench.step(.deadline)
        #expect(bench.session.state == .down)
    }

    @Test func `with Required Min RX 0 the peer's interval alone decides`() {
        var bench = Bench.in(
            .up, configuration: Configuration(desiredMinTx: 100_000, requiredMinRx: 0))
        bench.hear(.up) { $0.desiredMinTx = 200_000 }
        bench.pass(.milliseconds(599))
        #expect(bench.session.state == .up)
        bench.pass(.milliseconds(1))
        #expect(bench.session.state == .down)
    }

    @Test func `if nobody promises anything there is no detection time`() {
        var bench = Bench.in(
            .up, configuration: Configuration(desiredMinTx: 100_000, requiredMinRx: 0))
        bench.hear(.up) { $0.desiredMinTx = 0 }
        bench.pass(.seconds(3_600))
        #expect(bench.session.state == .up)
    }

    @Test func `packets that waited for a stopped process count from when they arrived`() {
        var bench = Bench.in(.up)
        bench.hear(.up)
        let lastHeard = bench.now
        bench.stall(.seconds(1))
        for hundredth in 1...10 as ClosedRange<UInt32> {
            var packet = bench.peer
            packet.state = .up
            bench.step(
                .received(packet, arrival: lastHeard.advanced(by: .milliseconds(hundredth * 100))))
        }
        bench.step(.deadline)
        #expect(bench.session.state == .up)
        #expect(bench.session.counters.gaps.worst == .milliseconds(100))
    }

    @Test func `a gap between arrivals counts even if the process slept over it`() {
        var bench = Bench.in(.up)
        bench.hear(.up)
        let lastHeard = bench.now
        bench.stall(.seconds(1))
        var packet = bench.peer
        packet.state = .up
        let reaction = bench.step(
            .received(packet, arrival: lastHeard.advanced(by: .milliseconds(301))))
        #expect(reaction.earlier?.cause == .detectionTimeExpired)
        #expect(bench.session.state == .down)
    }
}
