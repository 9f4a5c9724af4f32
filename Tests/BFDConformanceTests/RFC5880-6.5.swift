import BFD
import BFDSimulation
import Testing

@Suite struct `RFC 5880 §6.5 The Poll Sequence` {
    @Test func `Poll is answered with Final at once`() {
        var bench = Bench.in(.up)
        let reaction = bench.hear(.up, flags: .poll)
        #expect(reaction.transmit?.flags.contains(.final) == true)
    }

    @Test func `no packet carries both Poll and Final`() {
        for seed in 1...50 as ClosedRange<UInt64> {
            var bench = Bench(seed: seed)
            for state in [State.down, .initializing, .up, .up, .down, .adminDown, .down] {
                bench.hear(state, flags: .poll)
                bench.pass(.milliseconds(120))
            }
            #expect(bench.sent.contains { $0.packet.flags.contains(.final) })
            #expect(!bench.sent.contains { $0.packet.flags.isSuperset(of: [.poll, .final]) })
        }
    }

    @Test func `Poll is carried by the periodic packets, with none in between`() {
        var bench = Bench.in(.up)
        let before = bench.sent.count
        bench.step(.configure(Configuration(desiredMinTx: 50_000, requiredMinRx: 400_000)))
        #expect(bench.sent.count == before)
        let packets = bench.pass(.seconds(2), hearing: .up)
        #expect(packets.allSatisfy { $0.packet.flags.contains(.poll) })
        // The peer takes a packet every 100 ms; not one more came for the Poll.
        #expect(gaps(packets).allSatisfy { $0 >= .milliseconds(75) })
    }

    @Test func `a Poll Sequence repeats until Final comes, then ends`() {
        var bench = Bench.in(.up)
        bench.step(.configure(Configuration(desiredMinTx: 100_000, requiredMinRx: 400_000)))
        let asked = bench.pass(.seconds(5), hearing: .up)
        #expect(asked.count > 40)
        #expect(asked.allSatisfy { $0.packet.flags.contains(.poll) })
        bench.hear(.up, flags: .final)
        #expect(!bench.session.isPolling)
        let after = bench.pass(.seconds(1), hearing: .up)
        #expect(!after.isEmpty)
        #expect(after.allSatisfy { !$0.packet.flags.contains(.poll) })
    }

    @Test func `a Final that nobody asked for changes nothing`() {
        var bench = Bench.in(.up)
        let before = bench.session.memory
        bench.hear(.up, flags: .final)
        #expect(bench.session.memory == before)
        #expect(!bench.session.isPolling)
    }

    @Test func `a change during a Poll Sequence waits for one of its own`() {
        var bench = Bench.in(.up)
        bench.step(.configure(Configuration(desiredMinTx: 100_000, requiredMinRx: 400_000)))
        bench.pass(.milliseconds(250), hearing: .up)
        // Polls for 400 ms are out when 500 ms is wanted; two answers are on their way.
        bench.step(.configure(Configuration(desiredMinTx: 100_000, requiredMinRx: 500_000)))
        bench.hear(.up, flags: .final)
        let between = bench.pass(.milliseconds(100))
        #expect(between.allSatisfy { !$0.packet.flags.contains(.poll) })
        bench.hear(.up, flags: .final)
        // A packet without Final says that no more answers are on their way.
        bench.hear(.up)
        let second = bench.pass(.milliseconds(100))
        #expect(second.first?.packet.flags.contains(.poll) == true)
        bench.hear(.up, flags: .final)
        #expect(!bench.session.isPolling)
    }

    @Test func `two changes before the next packet share one Poll Sequence`() {
        var bench = Bench.in(.up)
        bench.step(.configure(Configuration(desiredMinTx: 100_000, requiredMinRx: 400_000)))
        bench.step(.configure(Configuration(desiredMinTx: 300_000, requiredMinRx: 400_000)))
        let packet = bench.pass(.milliseconds(100)).first?.packet
        #expect(packet?.desiredMinTx == 300_000)
        #expect(packet?.requiredMinRx == 400_000)
        bench.hear(.up, flags: .final)
        bench.hear(.up)
        #expect(!bench.session.isPolling)
    }

    @Test func `answers that never come do not stop the next Poll Sequence for more than a second`()
    {
        var bench = Bench.in(.up)
        bench.step(.configure(Configuration(desiredMinTx: 100_000, requiredMinRx: 400_000)))
        bench.pass(.milliseconds(350), hearing: .up)
        bench.step(.configure(Configuration(desiredMinTx: 100_000, requiredMinRx: 500_000)))
        bench.hear(.up, flags: .final)
        // From here the peer says Final with everything, so nothing marks the end.
        for _ in 0..<15 {
            bench.pass(.milliseconds(100))
            bench.hear(.up, flags: .final)
        }
        #expect(bench.sent.last?.packet.requiredMinRx == 500_000)
        #expect(!bench.session.isPolling)
    }

    @Test func `coming up is a change of Desired Min TX Interval and is polled`() {
        var bench = Bench.in(.initializing)
        bench.pass(.seconds(1), hearing: .down)
        bench.hear(.up, flags: .final)
        let up = bench.sent.last?.packet
        #expect(up?.state == .up)
        #expect(up?.desiredMinTx == 100_000)
        let next = bench.pass(.milliseconds(200), hearing: .up)
        #expect(next.contains { $0.packet.flags.contains(.poll) })
    }

    @Test func `the round trip from Poll to Final is measured`() {
        var bench = Bench.in(.up)
        bench.step(.configure(Configuration(desiredMinTx: 100_000, requiredMinRx: 400_000)))
        bench.pass(.milliseconds(100))
        guard let poll = bench.sent.last else { return }
        bench.pass(.milliseconds(3))
        bench.hear(.up, flags: .final)
        #expect(bench.session.counters.lastRoundTrip == bench.now.since(poll.time))
    }
}
