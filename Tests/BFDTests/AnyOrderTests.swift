import BFD
import BFDSimulation
import Testing

/// Whatever state a life before has left either end in, both are Up soon once the path is good.
@Suite struct `From any pair of states` {
    static let ours: UInt32 = 0x1001
    static let theirs: UInt32 = 0x0b0b
    static let configuration = Configuration(
        desiredMinTx: 100_000, requiredMinRx: 300_000, detectMultiplier: 3)

    /// What each end knows of the other's discriminator.
    static let knowledge: [(ours: UInt32, theirs: UInt32)] = [
        (theirs, ours), (0, ours), (theirs, 0), (0, 0), (theirs, 0xdead), (0, 0xdead),
        (0xbeef, ours), (0xbeef, 0xdead),
    ]

    static func memory(_ state: State, local: UInt32, remote: UInt32, at now: Instant) -> Memory {
        Memory(
            state: state, diagnostic: .none, localDiscriminator: local,
            remoteDiscriminator: remote, remoteState: .up, remoteDetectMultiplier: 3,
            remoteDesiredMinTx: 100_000, remoteRequiredMinRx: 100_000, lastReceived: now)
    }

    /// Each pair of states with each knowledge, some times over.
    static func eachPair(
        _ body: (_ left: State, _ right: State, _ knows: (ours: UInt32, theirs: UInt32), UInt64)
            -> Void
    ) {
        for left in State.allCases {
            for right in State.allCases {
                for knows in knowledge {
                    for seed in 1...3 as ClosedRange<UInt64> { body(left, right, knows, seed) }
                }
            }
        }
    }

    @Test(arguments: [OVNPeer.Sleep.never, .unlessPacketsCome])
    func `both are Up within four seconds beside OVN`(sleep: OVNPeer.Sleep) {
        let start = Instant(nanoseconds: 1_000_000_000_000)
        Self.eachPair { left, right, knows, seed in
            // OVN without a session is not a case of ours: the controller has yet to want one.
            guard right != .adminDown else { return }
            var ovn = OVNPeer(discriminator: Self.theirs, sleep: sleep, seed: seed, at: start)
            ovn.resume(in: right, remoteDiscriminator: knows.theirs)
            ovn.fallAsleep()
            var scene = Simulation(
                left: Responder.withPeer(
                    configuration: Self.configuration, discriminator: Self.ours,
                    resuming: Self.memory(left, local: Self.ours, remote: knows.ours, at: start),
                    seed: seed, at: start),
                right: ovn, wire: Wire(routers: 1), seed: seed, at: start)
            scene.run(for: .seconds(4))
            scene.run(for: .seconds(5)) { $0.left.state != .up || $0.right.state != .up }
            #expect(
                scene.left.state == .up && scene.right.state == .up,
                "\(left), \(right), \(knows), seed \(seed)")
        }
    }

    @Test(arguments: [Role.active, .passive])
    func `both are Up within five seconds beside an RFC 5880 system`(role: Role) {
        let start = Instant(nanoseconds: 1_000_000_000_000)
        Self.eachPair { left, right, knows, seed in
            var stranger = Endpoint(
                Session(
                    resuming: Self.memory(
                        right, local: Self.theirs, remote: knows.theirs, at: start),
                    role: role, configuration: Bench.configuration, seed: seed + 100, at: start))
            // Nobody stays AdminDown for ever.
            stranger.step(.administer(.enabled), at: start)
            var scene = Simulation(
                left: Responder.withPeer(
                    configuration: Self.configuration, discriminator: Self.ours,
                    resuming: Self.memory(left, local: Self.ours, remote: knows.ours, at: start),
                    seed: seed, at: start),
                right: stranger, wire: Wire(routers: 1), seed: seed, at: start)
            scene.run(for: .seconds(5))
            scene.run(for: .seconds(5)) { $0.left.state != .up || $0.right.session.state != .up }
            #expect(
                scene.left.state == .up && scene.right.session.state == .up,
                "\(left), \(right), \(knows), seed \(seed)")
        }
    }

    @Test func `a fifth of all packets lost only makes it take longer`() {
        let start = Instant(nanoseconds: 1_000_000_000_000)
        Self.eachPair { left, right, knows, seed in
            guard right != .adminDown, seed <= 2 else { return }
            var ovn = OVNPeer(discriminator: Self.theirs, sleep: .unlessPacketsCome, at: start)
            ovn.resume(in: right, remoteDiscriminator: knows.theirs)
            var scene = Simulation(
                left: Responder.withPeer(
                    configuration: Self.configuration, discriminator: Self.ours,
                    resuming: Self.memory(left, local: Self.ours, remote: knows.ours, at: start),
                    seed: seed, at: start),
                right: ovn, wire: Wire(lossPermille: 200, routers: 1), seed: seed, at: start)
            let time = scene.run(for: .seconds(15)) {
                $0.left.state == .up && $0.right.state == .up
            }
            #expect(time != nil, "\(left), \(right), \(knows), seed \(seed)")
        }
    }
}
