import BFD
import BFDSimulation
import Testing

@Suite struct `RFC 5880 §6.8.7 Transmission of control packets` {
    /// The intervals between `count` periodic packets of a session that is Up.
    static func pauses(multiplier: UInt8, count: Int, seed: UInt64 = 1) -> [Interval] {
        var bench = Bench.in(
            .up,
            configuration: Configuration(
                desiredMinTx: 100_000, requiredMinRx: 100_000, detectMultiplier: multiplier),
            seed: seed)
        var packets: [(time: Instant, packet: ControlPacket)] = []
        while packets.count <= count {
            packets += bench.pass(.milliseconds(20), hearing: .up)
        }
        return gaps(packets)
    }

    @Test func `each interval is 75 to 100 per cent, spread over the range`() {
        let pauses = Self.pauses(multiplier: 3, count: 1_000).map(\.microseconds)
        #expect(pauses.allSatisfy { (75_000...100_000).contains($0) })
        for quarter in 0..<5 as Range<UInt64> {
            let low = 75_000 + quarter * 5_000
            let count = pauses.count { (low..<low + 5_000).contains($0) }
            #expect((140...260).contains(count), "from \(low) µs")
        }
    }

    @Test func `with Detect Mult 1 it is 75 to 90 per cent`() {
        let pauses = Self.pauses(multiplier: 1, count: 1_000).map(\.microseconds)
        #expect(pauses.allSatisfy { (75_000...90_000).contains($0) })
        #expect(pauses.contains { $0 < 77_000 } && pauses.contains { $0 > 88_000 })
    }

    @Test func `two sessions with different seeds do not fall into step`() {
        #expect(
            Self.pauses(multiplier: 3, count: 20, seed: 1)
                != Self.pauses(multiplier: 3, count: 20, seed: 2))
    }

    @Test func `the interval is the slower of what we want and what the peer takes`() {
        for (desired, taken, expected) in [
            (100, 300, 300), (300, 100, 300), (100, 100, 100),
        ] as [(UInt32, UInt32, UInt32)] {
            var bench = Bench.in(
                .up,
                configuration: Configuration(
                    desiredMinTx: desired * 1_000, requiredMinRx: 100_000))
            bench.peer.requiredMinRx = taken * 1_000
            bench.hear(.up)
            let pauses = gaps(bench.pass(.seconds(10), hearing: .up))
            #expect(
                pauses.allSatisfy {
                    $0 >= .milliseconds(expected * 3 / 4) && $0 <= .milliseconds(expected)
                })
        }
    }

    @Test func `a peer that takes no packets gets none, and Final all the same`() {
        var bench = Bench.in(.up)
        bench.peer.requiredMinRx = 0
        bench.hear(.up)
        #expect(bench.pass(.seconds(10), hearing: .up).isEmpty)
        #expect(bench.hear(.up, flags: .poll).transmit?.flags.contains(.final) == true)
    }

    @Test func `a change of state goes out at once and does not move the schedule`() {
        var bench = Bench.in(.up)
        bench.pass(.milliseconds(500), hearing: .up)
        let reaction = bench.hear(.adminDown)
        #expect(reaction.transmit?.state == .down)
        #expect(reaction.transmit?.diagnostic == .neighborSignaledSessionDown)
    }

    @Test func `a peer that makes us change over and over does not set our pace`() {
        var bench = Bench.in(.down)
        let before = bench.sent.count
        for round in 0..<10_000 {
            bench.hear(round % 2 == 0 ? .down : .adminDown)
            bench.pass(.microseconds(100))
        }
        // A second at 50 ms each, and the burst.
        #expect(bench.sent.count - before <= 30)
    }

    @Test func `a flood of Polls gets as many answers as our interval allows, and a few more`() {
        var bench = Bench.in(.up)
        let before = bench.sent.count
        for _ in 0..<1_000 {
            bench.hear(.up, flags: .poll)
            bench.pass(.milliseconds(1))
        }
        let answers = bench.sent[before...].count { $0.packet.flags.contains(.final) }
        #expect((100...110).contains(answers))
        #expect(bench.session.counters.unansweredPolls == UInt64(1_000 - answers))
    }

    @Test func `answers are limited to no longer an interval than we advertise`() {
        var bench = Bench.in(
            .up, configuration: Configuration(desiredMinTx: 1_000, requiredMinRx: 100_000))
        for _ in 0..<1_000 {
            bench.hear(.up, flags: .poll)
            bench.pass(.milliseconds(1))
        }
        #expect(bench.session.counters.unansweredPolls == 0)
    }

    @Test func `a late process sends one packet, not those that it missed`() {
        var bench = Bench.in(.up)
        bench.hear(.up) { $0.desiredMinTx = 60_000_000 }
        bench.stall(.seconds(30))
        let before = bench.sent.count
        while bench.session.deadline <= bench.now { bench.step(.deadline) }
        #expect(bench.sent.count == before + 1)
        #expect(bench.session.counters.worstLateness >= .seconds(29))
    }
}
