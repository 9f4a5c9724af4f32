import BFD
import BFDSimulation
import Testing

@Suite struct `RFC 5880 §6.8.1 State variables` {
    @Test func `a session begins Down, without a diagnostic and without its peer's discriminator`()
    {
        let session = Bench().session
        #expect(session.state == .down)
        #expect(session.diagnostic == .none)
        #expect(session.memory.remoteDiscriminator == 0)
        #expect(session.memory.remoteState == .down)
        #expect(session.memory.remoteRequiredMinRx == 1)
    }

    @Test func `discriminators are unique and nonzero even if the same is proposed for all`() {
        for proposal in [0, 5, UInt32.max - 1] as [UInt32] {
            var table = SessionTable(seed: 1, discriminator: { _ in proposal })
            var seen: Set<UInt32> = [0]
            for last in 1...50 as ClosedRange<UInt8> {
                let id = table.add(
                    Peer(path: TableBench.path(to: last)), at: Instant(nanoseconds: 1))
                let status = id.flatMap { table.status(of: $0) }
                let isNew = seen.insert(status?.localDiscriminator ?? 0).inserted
                #expect(isNew)
            }
        }
    }

    @Test(arguments: State.allCases)
    func `the peer's discriminator is forgotten after a detection time of silence`(
        state: State
    ) {
        var bench = Bench.in(state)
        #expect(bench.session.memory.remoteDiscriminator == 2)
        bench.pass(.milliseconds(299))
        #expect(bench.session.memory.remoteDiscriminator == 2)
        bench.pass(.milliseconds(1))
        #expect(bench.session.memory.remoteDiscriminator == 0)
        #expect(bench.pass(.seconds(2)).allSatisfy { $0.packet.yourDiscriminator == 0 })
    }

    @Test(arguments: State.allCases)
    func `what the peer asked for is kept for a detection time, whatever the state`(
        state: State
    ) {
        var bench = Bench.in(state)
        bench.hear(state == .adminDown ? .down : state) { $0.requiredMinRx = 7_000_000 }
        bench.pass(.milliseconds(299))
        #expect(bench.session.memory.remoteRequiredMinRx == 7_000_000)
        bench.pass(.milliseconds(1))
        #expect(bench.session.memory.remoteRequiredMinRx == 1)
    }
}
