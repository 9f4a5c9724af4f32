import BFD
import BFDSimulation
import Testing

@Suite struct `RFC 7419 §3 Common intervals` {
    @Test(arguments: [3_300, 10_000, 20_000, 50_000, 100_000, 1_000_000, 10_000_000] as [UInt32])
    func `each of them is kept exactly, and so is any other`(interval: UInt32) {
        for value in [interval, interval + 7] {
            let configuration = Configuration(desiredMinTx: value, requiredMinRx: value)
            var bench = Bench.in(.up, configuration: configuration)
            bench.peer.requiredMinRx = value
            bench.peer.desiredMinTx = value
            bench.hear(.up)
            #expect(bench.session.memory.remoteDesiredMinTx == value)
            bench.pass(.microseconds(value * 3 - 1))
            #expect(bench.sent.last?.packet.desiredMinTx == value)
            #expect(bench.session.state == .up)
            bench.pass(.microseconds(1))
            #expect(bench.session.state == .down)
        }
    }
}
