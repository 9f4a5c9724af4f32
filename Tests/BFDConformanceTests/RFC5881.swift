import Addressing
import BFD
import BFDSimulation
import Testing

@Suite struct `RFC 5881 §2 Applications and limitations` {
    @Test func `there is one session a path, and each address family has its own`() throws {
        var bench = TableBench()
        let ipv6 = Path(
            local: try #require(IPAddress("fd00:10:16::2")),
            remote: try #require(IPAddress("fd00::ffff")))
        #expect(bench.add() != nil)
        #expect(bench.add(ipv6) != nil)
        #expect(bench.add() == nil)
        #expect(bench.add(ipv6) == nil)
        bench.bringUp()
        #expect(bench.state() == .up)
        #expect(bench.state(ipv6) == .down)
        bench.bringUp(ipv6, my: 3, your: 101)
        bench.hear(.from(2, .down, to: 100))
        #expect(bench.state() == .down)
        #expect(bench.state(ipv6) == .up)
    }
}

@Suite struct `RFC 5881 §3 Initialization and demultiplexing` {
    @Test func `the first packet is bound to its session by both addresses`() throws {
        var bench = TableBench()
        let local = try #require(IPAddress("10.16.0.77"))
        bench.add()
        bench.add(Path(local: local, remote: TableBench.path.remote))
        let outcome = bench.hear(
            .from(2, .down), on: Path(local: local, remote: TableBench.path.remote))
        #expect(outcome.session == SessionID(rawValue: 2))
    }

    @Test func `for link-local addresses the interface counts too`() throws {
        let local = try #require(IPAddress("fe80::1"))
        let remote = try #require(IPAddress("fe80::2"))
        var bench = TableBench()
        bench.add(Path(local: local, remote: remote, zone: 3))
        #expect(
            bench.hear(.from(2, .down), on: Path(local: local, remote: remote, zone: 4)).discard
                == .unknownPeer)
        #expect(
            bench.hear(.from(2, .down), on: Path(local: local, remote: remote, zone: 3)).session
                != nil)
    }

    @Test func `for other addresses it does not`() {
        let path = TableBench.path
        #expect(Path(local: path.local, remote: path.remote, zone: 3) == path)
    }

    @Test func `Your Discriminator is not enough to speak from another address`() {
        // §3 lets a neighbour on a point-to-point link change its address. Our peers are reached
        // through routers, and there an address is all that a stranger would have to guess besides.
        var bench = TableBench()
        bench.add()
        bench.bringUp()
        let stranger = bench.hear(.from(2, .down, to: 100), on: TableBench.path(to: 66))
        #expect(stranger.discard == .wrongPath)
        #expect(bench.state() == .up)
    }
}

@Suite struct `RFC 5881 §4 Encapsulation` {
    @Test func `control packets go to port 3784`() {
        #expect(Path.Hops.single.port == 3784)
    }
}

@Suite struct `RFC 5881 §5 TTL and hop limit` {
    @Test func `a packet from farther than the peer is dropped before it does anything`() {
        for (minimum, timeToLive, isDropped) in [
            (255, 255, false), (255, 254, true), (254, 254, false), (254, 253, true),
            (254, 1, true), (1, 1, false),
        ] as [(UInt8, UInt8, Bool)] {
            var bench = TableBench()
            bench.add(minimumTimeToLive: minimum)
            let outcome = bench.hear(.from(2, .down), timeToLive: timeToLive)
            #expect((outcome.discard == .timeToLive) == isDropped, "\(timeToLive) of \(minimum)")
            #expect((bench.state() == .down) == isDropped)
        }
    }

    @Test func `it is dropped whatever it names`() {
        var bench = TableBench()
        bench.add()
        bench.bringUp()
        for packet in [
            ControlPacket.from(2, .down, to: 100), .from(2, .down), .from(2, .down, to: 7),
        ] {
            #expect(bench.hear(packet, timeToLive: 254).discard == .timeToLive)
        }
        #expect(bench.state() == .up)
        #expect(bench.table.counters[.timeToLive] == 3)
    }
}

@Suite struct `RFC 5882 §3.2 Session state and its clients` {
    @Test func `AdminDown is the one word for a gateway that must not be used`() {
        // A client without other liveness, such as a route of OVN, takes it for a failure. It does
        // not take Init for one, which is where our Down would lead it.
        var bench = TableBench()
        bench.add()
        bench.bringUp()
        bench.table.fail("external gateway unreachable", .concatenatedPathDown, at: bench.now)
        let outcomes = bench.pass(.seconds(30))
        #expect(!outcomes.isEmpty)
        #expect(outcomes.allSatisfy { $0.transmission?.packet.state ?? .adminDown == .adminDown })
    }
}

@Suite struct `RFC 5882 §4.3 Interactions with graceful restart` {
    @Test func `we say that we survive a restart of the control plane, unless told otherwise`() {
        #expect(Configuration().isControlPlaneIndependent)
    }
}

@Suite struct `RFC 5883 §4 Demultiplexing packets` {
    @Test func `a multihop session is another than the single-hop one between the same addresses`()
    {
        var bench = TableBench()
        let multiple = Path(
            local: TableBench.path.local, remote: TableBench.path.remote, hops: .multiple)
        bench.add()
        bench.add(multiple, minimumTimeToLive: 1)
        #expect(bench.hear(.from(2, .down)).session == SessionID(rawValue: 1))
        #expect(
            bench.hear(.from(3, .down), on: multiple, timeToLive: 64).session
                == SessionID(rawValue: 2))
        #expect(bench.hear(.from(3, .down, to: 101), timeToLive: 255).discard == .wrongPath)
    }
}

@Suite struct `RFC 5883 §5 Encapsulation` {
    @Test func `control packets go to port 4784`() {
        #expect(Path.Hops.multiple.port == 4784)
    }

    @Test func `how far they may come is each peer's minimum TTL`() {
        var bench = TableBench()
        let path = TableBench.path(to: 5, hops: .multiple)
        bench.add(path, minimumTimeToLive: 250)
        #expect(bench.hear(.from(2, .down), on: path, timeToLive: 249).discard == .timeToLive)
        #expect(bench.hear(.from(2, .down), on: path, timeToLive: 250).discard == nil)
    }
}

@Suite struct `RFC 9468 §4 Unsolicited sessions` {
    @Test func `nobody makes a session unless its address is allowed`() {
        var bench = TableBench()
        #expect(bench.hear(.from(2, .down)).discard == .unknownPeer)
        bench.table.allow(TableBench.path.remote, minimumTimeToLive: 255)
        let outcome = bench.hear(.from(2, .down))
        #expect(outcome.notice == .created)
        #expect(bench.state() == .initializing)
    }

    @Test func `a packet from too far away makes none`() {
        var bench = TableBench()
        bench.table.allow(TableBench.path.remote, minimumTimeToLive: 255)
        #expect(bench.hear(.from(2, .down), timeToLive: 254).discard == .timeToLive)
        #expect(bench.hear(.from(2, .down, to: 7), timeToLive: 254).discard == .timeToLive)
        #expect(bench.table.sessions(.all).isEmpty)
    }

    @Test func `there is a limit to their number`() {
        var bench = TableBench(mostAccepted: 3)
        for last in 1...5 as ClosedRange<UInt8> {
            bench.table.allow(TableBench.path(to: last).remote, minimumTimeToLive: 255)
            bench.hear(.from(UInt32(last), .down), on: TableBench.path(to: last))
        }
        #expect(bench.table.sessions(.all).count == 3)
        #expect(bench.table.counters[.tooManySessions] == 2)
        _ = bench.table.perform(.kill, on: .id(SessionID(rawValue: 2)), at: bench.now)
        bench.hear(.from(4, .down), on: TableBench.path(to: 4))
        #expect(bench.table.sessions(.all).count == 3)
    }
}
