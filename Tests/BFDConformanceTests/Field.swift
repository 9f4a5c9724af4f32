import Addressing
import BFD
import BFDSimulation
import Testing

/// What broke in other implementations, one test a bug. Who had it stands in each name.
@Suite struct `Field` {
    @Test func `OpenBFDD: jitter with Detect Mult 1 went down to 67 per cent`() {
        let pauses =
            `RFC 5880 §6.8.7 Transmission of control packets`
            .pauses(multiplier: 1, count: 500)
        #expect(pauses.allSatisfy { $0 >= .milliseconds(75) && $0 <= .milliseconds(90) })
    }

    @Test func `BIRD, FRR and OVN: Poll went unanswered in AdminDown`() {
        var bench = Bench.in(.adminDown)
        let packet = bench.hear(.up, flags: .poll).transmit
        #expect(packet?.flags.contains(.final) == true)
        #expect(packet?.state == .adminDown)
    }

    @Test func `FRR: AdminDown was said once and could get lost`() {
        var bench = Bench.in(.up)
        bench.step(.administer(.adminDown(.administrativelyDown)))
        let packets = bench.pass(.seconds(10), hearing: .up)
        #expect(packets.count >= 10)
    }

    @Test func `OpenBFDD, BIRD and FRR: no farewell at exit`() {
        var bench = TableBench()
        bench.add()
        bench.bringUp()
        bench.table.drain(at: bench.now)
        let packet = bench.settle().first?.transmission?.packet
        #expect(packet?.state == .adminDown)
        #expect(packet?.diagnostic == .administrativelyDown)
    }

    @Test func `OVN: Demand once seen was never forgotten`() {
        var bench = Bench.in(.up)
        bench.hear(.up, flags: .demand)
        #expect(bench.pass(.milliseconds(250)).isEmpty)
        bench.hear(.up)
        #expect(!bench.pass(.milliseconds(100)).isEmpty)
    }

    @Test func `OpenBFDD: packets with Demand were dropped`() {
        var bench = Bench.in(.up)
        let before = bench.session.counters.received
        for _ in 0..<10 {
            bench.hear(.up, flags: .demand)
            bench.pass(.milliseconds(200))
        }
        #expect(bench.session.counters.received == before + 10)
        #expect(bench.session.state == .up)
    }

    @Test func `OVN: the peer's discriminator was never forgotten`() {
        var bench = Bench.in(.down)
        bench.pass(.milliseconds(300))
        #expect(bench.session.memory.remoteDiscriminator == 0)
    }

    @Test func `OpenBFDD, VPP and Kube-OVN: a peer that kept an old discriminator was stuck`() {
        var bench = TableBench()
        bench.add()
        let outcome = bench.hear(.from(2, .down, to: 0xdead))
        #expect(outcome.discard == .staleDiscriminator)
        #expect(outcome.notice == .healed)
        #expect(outcome.transmission?.packet.yourDiscriminator == 2)
        #expect(outcome.transmission?.packet.state == .down)
    }

    @Test func `aiobfd: a discriminator could be zero`() {
        var table = SessionTable(seed: 1, discriminator: { _ in 0 })
        let id = table.add(Peer(path: TableBench.path), at: Instant(nanoseconds: 1))
        #expect(id.flatMap { table.memory(of: $0) }?.localDiscriminator == 1)
    }

    @Test func `OVN: Required Min RX below a millisecond became zero and the peer fell silent`() {
        #expect(Configuration(requiredMinRx: 999).requiredMinRx == 1_000)
        #expect(Configuration(requiredMinRx: 1).requiredMinRx == 1_000)
        #expect(Configuration(requiredMinRx: 0).requiredMinRx == 0)
        var configuration = Configuration()
        configuration.requiredMinRx = 500
        #expect(configuration.requiredMinRx == 1_000)
    }

    @Test func `OpenBFDD: it stopped at 1143 sessions`() {
        var table = SessionTable(seed: 1, discriminator: { _ in 1 })
        let now = Instant(nanoseconds: 1)
        for number in 0..<4_000 as Range<UInt32> {
            let id = table.add(Peer(path: Self.path(number)), at: now)
            #expect(id != nil)
        }
        var sent = 0
        while let outcome = table.settle(at: now) { sent += outcome.transmission == nil ? 0 : 1 }
        #expect(sent == 4_000)
    }

    @Test func `all of userspace: packets that queued up behind a stall were judged late`() {
        var bench = Bench.in(.up)
        bench.hear(.up)
        let heard = bench.now
        bench.stall(.seconds(5))
        for tenth in 1...50 as ClosedRange<UInt32> {
            var packet = bench.peer
            packet.state = .up
            bench.step(
                .received(packet, arrival: heard.advanced(by: .milliseconds(tenth * 100))))
        }
        bench.step(.deadline)
        #expect(bench.session.state == .up)
    }

    @Test func `GoBGP, maghemite and holo: no jitter`() {
        let pauses =
            `RFC 5880 §6.8.7 Transmission of control packets`
            .pauses(multiplier: 3, count: 100)
        #expect(Set(pauses).count > 90)
    }

    @Test func `BIRD and holo: multihop without a TTL check`() {
        var bench = TableBench()
        let path = TableBench.path(to: 5, hops: .multiple)
        bench.add(path, minimumTimeToLive: 254)
        #expect(bench.hear(.from(2, .down), on: path, timeToLive: 200).discard == .timeToLive)
    }

    @Test func `frr-k8s: a reload began sessions anew and so took them down`() {
        var bench = TableBench()
        let id = bench.add()
        bench.bringUp()
        for command in [
            Command.setDesiredMinTx(50_000), .setRequiredMinRx(200_000), .setDetectMultiplier(5),
            .setControlPlaneIndependent(false),
        ] {
            #expect(bench.table.perform(command, on: .all, at: bench.now) == 1)
        }
        bench.settle()
        #expect(bench.status()?.id == id)
        #expect(bench.state() == .up)
        #expect(bench.status()?.configuration.detectMultiplier == 5)
    }

    @Test func `Thoro: it crashed when timers changed while it ran`() {
        for seed in 1...20 as ClosedRange<UInt64> {
            var dice = Dice(seed: seed)
            var bench = Bench.in(.up)
            for _ in 0..<100 {
                bench.step(
                    .configure(
                        Configuration(
                            desiredMinTx: UInt32(truncatingIfNeeded: dice.next()) % 1_000_000,
                            requiredMinRx: UInt32(truncatingIfNeeded: dice.next()) % 1_000_000,
                            detectMultiplier: UInt8(truncatingIfNeeded: dice.next()))))
                bench.hear(.up)
                bench.pass(.milliseconds(20))
            }
            #expect(bench.session.state == .up, "seed \(seed)")
        }
    }

    @Test func `OpenBFDD: a session that timed out was gone from the list, its number too`() {
        var bench = TableBench()
        let id = bench.add()
        bench.bringUp()
        bench.pass(.seconds(600))
        #expect(bench.status()?.id == id)
        #expect(bench.state() == .down)
        bench.bringUp()
        #expect(bench.status()?.id == id)
        #expect(bench.state() == .up)
    }

    @Test func `OpenBFDD: so was an allowed peer's`() {
        var bench = TableBench()
        bench.table.allow(TableBench.path.remote, minimumTimeToLive: 255)
        bench.bringUp()
        bench.pass(.seconds(600))
        #expect(bench.status()?.id == SessionID(rawValue: 1))
        #expect(bench.state() == .down)
    }

    @Test func `two that send because something came in went round 660 times as fast`() {
        // Each packet is heard by both ends 0.1 ms later; with answers to answers this explodes.
        let start = Instant(nanoseconds: 1_000_000_000)
        func endpoint(_ discriminator: UInt32) -> Endpoint {
            Endpoint(
                Session(
                    localDiscriminator: discriminator, role: .active,
                    configuration: Bench.configuration, seed: UInt64(discriminator), at: start))
        }
        var simulation = Simulation(
            left: endpoint(7), right: endpoint(9),
            wire: Wire(delay: .microseconds(100), duplicationPermille: 500), at: start)
        simulation.run(for: .seconds(20))
        #expect(simulation.left.session.state == .up)
        // 20 s at 75 to 100 ms, and a few for state changes and Finals.
        #expect(simulation.left.sent.count <= 280)
        #expect(simulation.right.sent.count <= 280)
    }

    @Test func `OpenBFDD: 0.0.0.0 and :: in the list of allowed peers let nobody, or anybody, in`()
    {
        var bench = TableBench()
        bench.table.allow(.init(.ipv4, value: 0), minimumTimeToLive: 1)
        bench.table.allow(.init(.ipv6, value: 0), minimumTimeToLive: 1)
        #expect(bench.hear(.from(2, .down)).discard == .unknownPeer)
    }

    private static func path(_ number: UInt32) -> Path {
        Path(
            local: TableBench.path.local,
            remote: .init(.ipv4, value: 0x0b00_0000 + UInt128(number)))
    }
}
