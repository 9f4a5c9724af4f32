import BFD
import BFDSimulation
import Testing

/// Ours beside a model of OVN's BFD, in each of the moods that OVN was seen in.
@Suite struct `Beside OVN` {
    typealias Scene = Simulation<Responder, OVNPeer>

    /// What suits OVN: fast to send, because our packets keep it going, and slow to give up.
    static let paced = Configuration(
        desiredMinTx: 100_000, requiredMinRx: 300_000, detectMultiplier: 3)

    static let start = Instant(nanoseconds: 1_000_000_000_000)

    /// A gateway that is ready, one router away from an OVN.
    static func scene(
        configuration: Configuration = paced, role: Role = .semiActive, isReady: Bool = true,
        row: OVNPeer.Row = OVNPeer.Row(), sleep: OVNPeer.Sleep = .unlessPacketsCome,
        wire: Wire = Wire(routers: 1), seed: UInt64 = 1
    ) -> Scene {
        Simulation(
            left: Responder.withPeer(
                configuration: configuration, role: role, isReady: isReady, seed: seed, at: start),
            right: OVNPeer(row: row, sleep: sleep, seed: seed, at: start), wire: wire, seed: seed,
            at: start)
    }

    /// The same when both ends are Up and have been for a while.
    static func settledScene(
        configuration: Configuration = paced, row: OVNPeer.Row = OVNPeer.Row(),
        wire: Wire = Wire(routers: 1), seed: UInt64 = 1
    ) -> Scene {
        var scene = scene(configuration: configuration, row: row, wire: wire, seed: seed)
        scene.run(for: .seconds(10))
        return scene
    }

    static func areUp(_ scene: Scene) -> Bool {
        scene.left.state == .up && scene.right.state == .up
    }

    @Test func `one that sleeps comes up within two seconds of our start`() {
        for seed in 1...200 as ClosedRange<UInt64> {
            var scene = Self.scene(seed: seed)
            scene.right.fallAsleep()
            let time = scene.run(for: .seconds(2), until: Self.areUp)
            #expect(time != nil, "seed \(seed)")
        }
    }

    @Test func `one that sleeps never comes up beside a passive system`() {
        var scene = Self.scene(role: .passive)
        scene.right.fallAsleep()
        scene.run(for: .seconds(600))
        #expect(scene.left.sent.isEmpty && scene.right.sent.isEmpty)
    }

    @Test func `once it has been heard it is up within milliseconds, because of Poll and Final`() {
        for seed in 1...50 as ClosedRange<UInt64> {
            var scene = Self.scene(seed: seed)
            scene.run(for: .seconds(5)) { !$0.right.sent.isEmpty }
            let time = scene.run(for: .milliseconds(5), until: Self.areUp)
            #expect(time != nil, "seed \(seed)")
        }
    }

    @Test func `twenty minutes pass without a flap at 100 ms, and two at 10 ms, times 3`() {
        for (interval, minutes) in [(100, 20), (10, 2)] as [(UInt32, UInt32)] {
            let configuration = Configuration(
                desiredMinTx: interval * 1_000, requiredMinRx: interval * 3_000)
            var scene = Self.settledScene(
                configuration: configuration,
                row: OVNPeer.Row(minTx: UInt64(interval), minRx: UInt64(interval)))
            scene.run(for: .seconds(minutes * 60))
            let counters = scene.left.status?.counters
            #expect(counters?.ups == 1)
            #expect(scene.right.publications.count == 1)
            // Its gaps reach two intervals; a third of our detection time is one.
            #expect((counters?.gaps.worstPermille ?? 1_000) < 500)
        }
    }

    @Test func `even our own interval for Required Min RX survives its double gaps`() {
        var scene = Self.settledScene(configuration: Bench.configuration)
        scene.run(for: .seconds(600))
        let counters = scene.left.status?.counters
        #expect(counters?.ups == 1)
        let worst = counters?.gaps.worst ?? .zero
        #expect(worst > .milliseconds(150) && worst < .milliseconds(205))
    }

    @Test func `until we are ready it never counts us as usable, not even as Init`() {
        for seed in 1...20 as ClosedRange<UInt64> {
            var scene = Self.scene(isReady: false, seed: seed)
            scene.run(for: .seconds(30)) { $0.right.isUsable }
            #expect(scene.right.isUsable == false)
            #expect(scene.left.state == .adminDown)
            scene.left.table.becomeReady(at: scene.now)
            let time = scene.run(for: .seconds(2), until: Self.areUp)
            #expect(time != nil, "seed \(seed)")
        }
    }

    @Test func `one that still takes us for Up hears at once that we are not ready yet`() {
        for seed in 1...50 as ClosedRange<UInt64> {
            var scene = Self.scene(isReady: false, seed: seed)
            scene.right.resume(in: .up, remoteDiscriminator: 0x1001)
            scene.right.fallAsleep()
            let time = scene.run(for: .seconds(2)) { $0.right.state == .down }
            #expect(time != nil, "seed \(seed)")
            scene.run(for: .seconds(10))
            #expect(scene.right.isUsable == false)
        }
    }

    @Test func `a failure moves its traffic away at once and a recovery brings it back`() {
        var scene = Self.settledScene()
        scene.left.table.fail("external link down", .concatenatedPathDown, at: scene.now)
        let away = scene.run(for: .seconds(1)) { !$0.right.isUsable }
        #expect(away.map { $0 <= .milliseconds(1) } == true)
        scene.run(for: .seconds(20)) { $0.right.isUsable }
        #expect(scene.right.isUsable == false)

        scene.left.table.recover("external link down", at: scene.now)
        let held = scene.run(for: .milliseconds(2_999)) { $0.right.state != .down }
        #expect(held == nil)
        let back = scene.run(for: .seconds(2), until: Self.areUp)
        #expect(back != nil)
    }

    @Test func `a held Down does not leave it in Init, where it would be used`() {
        var scene = Self.settledScene()
        _ = scene.left.table.perform(.holdDown(.pathDown), on: .all, at: scene.now)
        scene.run(for: .seconds(7))
        scene.run(for: .seconds(600)) { $0.right.isUsable || $0.right.state != .down }
        #expect(!scene.right.isUsable && scene.right.state == .down)
        _ = scene.left.table.perform(.release, on: .all, at: scene.now)
        let time = scene.run(for: .seconds(2), until: Self.areUp)
        #expect(time != nil)
    }

    @Test func `a stale discriminator of ours is healed within two seconds`() {
        for seed in 1...100 as ClosedRange<UInt64> {
            var scene = Self.scene(seed: seed)
            scene.right.resume(in: .down, remoteDiscriminator: 0xdead)
            scene.right.fallAsleep()
            let time = scene.run(for: .seconds(3), until: Self.areUp)
            #expect(time != nil, "seed \(seed)")
            #expect(scene.left.notices.contains(.healed))
            #expect(scene.left.table.counters[.staleDiscriminator] > 0)
        }
    }

    @Test func `without healing both would wait for ever`() {
        var ovn = OVNPeer(at: Self.start)
        ovn.resume(in: .down, remoteDiscriminator: 0xdead)
        var scene = Simulation(
            left: Endpoint(
                Session(
                    localDiscriminator: 0x1001, role: .active, configuration: Self.paced, seed: 1,
                    at: Self.start)),
            right: ovn, at: Self.start)
        scene.run(for: .seconds(600))
        #expect(scene.left.session.state == .down && scene.right.state == .down)
    }

    @Test
    func `its restart, or another chassis, is over in a second and a half and never unusable`() {
        for seed in 1...100 as ClosedRange<UInt64> {
            var scene = Self.settledScene(seed: seed)
            scene.right.restart(at: scene.now)
            scene.run(for: .seconds(1)) { $0.left.state != .up || !$0.right.isUsable }
            #expect(scene.right.isUsable == true)
            let time = scene.run(for: .milliseconds(1_500)) {
                Self.areUp($0) || !$0.right.isUsable
            }
            #expect(time != nil, "seed \(seed)")
            scene.run(for: .seconds(20)) { !$0.right.isUsable }
            #expect(scene.right.isUsable, "seed \(seed)")
        }
    }

    @Test func `our crash and restart with nothing remembered heals within three seconds`() {
        for seed in 1...100 as ClosedRange<UInt64> {
            var scene = Self.settledScene(seed: seed)
            var dice = Dice(seed: seed)
            scene.left = Responder.withPeer(
                configuration: Self.paced, isReady: false, seed: seed, at: scene.now)
            scene.wire.isCut = true
            scene.run(for: .milliseconds(UInt32(dice.next() % 2_000)))
            scene.wire.isCut = false
            scene.left = Responder.withPeer(
                configuration: Self.paced, seed: seed, at: scene.now)
            let time = scene.run(for: .seconds(3), until: Self.areUp)
            #expect(time != nil, "seed \(seed)")
        }
    }

    @Test func `a restart that remembers, within the detection time, goes unnoticed`() throws {
        for seed in 1...50 as ClosedRange<UInt64> {
            var scene = Self.settledScene(seed: seed)
            let memory = try #require(scene.left.table.memory(of: SessionID(rawValue: 1)))
            scene.run(for: .milliseconds(1))
            scene.left = Responder.withPeer(
                configuration: Self.paced, resuming: memory, seed: seed, at: scene.now)
            scene.wire.isCut = true
            scene.run(for: .milliseconds(120))
            scene.wire.isCut = false
            scene.run(for: .seconds(20)) { !Self.areUp($0) }
            #expect(Self.areUp(scene), "seed \(seed)")
            #expect(scene.left.transitions.isEmpty)
            #expect(scene.right.publications.count == 1)
        }
    }

    @Test func `a stop shorter than its detection time goes unnoticed at both ends`() {
        for seed in 1...50 as ClosedRange<UInt64> {
            var scene = Self.settledScene(seed: seed)
            scene.leftIsStoppedUntil = scene.now.advanced(by: .milliseconds(190))
            scene.run(for: .seconds(5)) { !Self.areUp($0) }
            #expect(Self.areUp(scene), "seed \(seed)")
        }
    }

    @Test func `after a long stop both are Up again within two seconds`() {
        for seed in 1...50 as ClosedRange<UInt64> {
            var scene = Self.settledScene(seed: seed)
            scene.leftIsStoppedUntil = scene.now.advanced(by: .seconds(20))
            scene.run(for: .seconds(20))
            let time = scene.run(for: .seconds(2), until: Self.areUp)
            #expect(time != nil, "seed \(seed)")
        }
    }

    @Test func `if we die without a word it hardly ever notices, so we do not`() {
        var unnoticed = 0
        for seed in 1...100 as ClosedRange<UInt64> {
            var scene = Self.settledScene(seed: seed)
            scene.left.table = SessionTable(seed: 1, discriminator: { _ in 1 })
            scene.run(for: .seconds(600))
            unnoticed += scene.right.isUsable ? 1 : 0
        }
        #expect(unnoticed >= 80)

        var scene = Self.settledScene()
        _ = scene.left.table.perform(.kill, on: .all, at: scene.now)
        let away = scene.run(for: .seconds(1)) { !$0.right.isUsable }
        #expect(away != nil)
        #expect(scene.left.table.sessions(.all).isEmpty)
    }

    @Test func `loss, delay, duplicates and overtaking do no lasting harm`() {
        for seed in 1...100 as ClosedRange<UInt64> {
            let storm = Wire(
                delay: .milliseconds(20), variation: .milliseconds(60), lossPermille: 300,
                duplicationPermille: 200, routers: 1)
            var scene = Self.scene(wire: storm, seed: seed)
            scene.run(for: .seconds(60))
            scene.wire = Wire(routers: 1)
            scene.run(for: .seconds(4))
            #expect(Self.areUp(scene), "seed \(seed)")
            scene.run(for: .seconds(60)) { !Self.areUp($0) }
            #expect(Self.areUp(scene), "seed \(seed)")
        }
    }
}
