import BFD
import BFDSimulation
import Testing

/// What the RFCs offer and we leave out on purpose, each with its reason.
@Suite struct `Declined` {
    /// Everything that sessions send in a variety of lives.
    static func packets() -> [ControlPacket] {
        var packets: [ControlPacket] = []
        for seed in 1...20 as ClosedRange<UInt64> {
            var dice = Dice(seed: seed)
            var bench = Bench(seed: seed)
            for _ in 0..<200 {
                let state = State.allCases[Int(dice.next() % 4)]
                let flags = ControlPacket.Flags(rawValue: UInt8(dice.next() % 4) << 4)
                bench.hear(state, flags: flags.contains(.poll) ? .poll : flags)
                bench.pass(.milliseconds(UInt32(dice.next() % 400)))
            }
            packets += bench.sent.map(\.packet)
        }
        return packets
    }

    @Test func `RFC 5880 §6.6 Demand mode of our own: OVN that once hears D never sends again`() {
        #expect(!Self.packets().contains { $0.flags.contains(.demand) })
    }

    @Test func `RFC 5880 §6.8.9 Echo: the pod is routed, there is no link to loop packets over`() {
        #expect(!Self.packets().contains { $0.requiredMinEchoRx != 0 })
    }

    @Test
    func `RFC 5880 §6.8.17 Concatenated paths while Up: OVN's routers do not read diagnostics`() {
        let diagnostics = Self.packets().filter { $0.state == .up }.map(\.diagnostic)
        #expect(diagnostics.allSatisfy { $0 == .none })
    }

    @Test func `RFC 5880 §6.3 A discriminator that changes: a stable one heals what others cannot`()
    {
        #expect(Self.packets().allSatisfy { $0.myDiscriminator == 1 })
    }

    @Test func `RFC 5881 §6 Both addresses in one subnet: a VPC's BFD port lies outside the pod's`()
    {
        var bench = TableBench()
        bench.add(minimumTimeToLive: 254)
        // From 10.255.255.255 to 192.168.0.2, one router away.
        bench.hear(.from(2, .down), timeToLive: 254)
        #expect(bench.state() == .initializing)
    }

    @Test
    func `RFC 9468 §4 Forgetting an unsolicited session on Down: scripts would lose its number`() {
        var bench = TableBench()
        bench.table.allow(TableBench.path.remote, minimumTimeToLive: 255)
        bench.bringUp()
        bench.pass(.seconds(3_600))
        #expect(bench.state() == .down)
        #expect(bench.table.sessions(.all).count == 1)
    }
}
