import Addressing
import BFD
import BFDSimulation
import Testing

@Suite struct `A session table` {
    @Test func `numbers count up from one and are never used twice`() {
        var bench = TableBench()
        let first = bench.add(TableBench.path(to: 1))
        let second = bench.add(TableBench.path(to: 2))
        _ = bench.table.perform(.kill, on: .all, at: bench.now)
        let third = bench.add(TableBench.path(to: 1))
        #expect([first, second, third].map { $0?.rawValue } == [1, 2, 3])
    }

    @Test func `a slot is used again`() {
        var bench = TableBench()
        bench.add(TableBench.path(to: 1))
        bench.add(TableBench.path(to: 2))
        _ = bench.table.perform(.kill, on: .id(SessionID(rawValue: 1)), at: bench.now)
        bench.add(TableBench.path(to: 3))
        #expect(bench.status(TableBench.path(to: 3))?.slot == 0)
        #expect(bench.status(TableBench.path(to: 2))?.slot == 1)
    }

    @Test func `a selector names all, one number, or a pair of addresses`() {
        var bench = TableBench()
        bench.add(TableBench.path(to: 1))
        bench.add(TableBench.path(to: 2))
        bench.add(TableBench.path(to: 2, hops: .multiple))
        let path = TableBench.path(to: 2)
        func numbers(_ selector: Selector) -> [UInt32] {
            bench.table.sessions(selector).map(\.rawValue)
        }
        #expect(numbers(.all) == [1, 2, 3])
        #expect(numbers(.id(SessionID(rawValue: 2))) == [2])
        #expect(numbers(.id(SessionID(rawValue: 9))).isEmpty)
        #expect(numbers(.pair(local: path.local, remote: path.remote)) == [2, 3])
        #expect(numbers(.pair(local: path.remote, remote: path.local)).isEmpty)
        #expect(bench.table.perform(.release, on: .id(SessionID(rawValue: 9)), at: bench.now) == 0)
    }

    @Test func `defaults are for later sessions only`() {
        var bench = TableBench()
        bench.add(TableBench.path(to: 1))
        bench.table.defaults.desiredMinTx = 50_000
        bench.add(TableBench.path(to: 2))
        #expect(bench.status(TableBench.path(to: 1))?.configuration.desiredMinTx == 100_000)
        #expect(bench.status(TableBench.path(to: 2))?.configuration.desiredMinTx == 50_000)
    }

    @Test func `connect makes an active session, or makes the one that is there active`() {
        var bench = TableBench()
        let path = TableBench.path(to: 1)
        bench.add(path, role: .passive)
        #expect(bench.pass(.seconds(5)).isEmpty)
        let same = bench.table.connect(path, minimumTimeToLive: 255, at: bench.now)
        #expect(same.rawValue == 1)
        #expect(bench.settle().first?.transmission?.path == path)
        #expect(bench.status(path)?.role == .active)

        let other = bench.table.connect(
            TableBench.path(to: 2), minimumTimeToLive: 255, at: bench.now)
        #expect(other.rawValue == 2)
        #expect(bench.settle().count == 1)
    }

    @Test func `reset begins a new session with a new number and the same discriminator`() {
        var bench = TableBench()
        bench.add()
        bench.bringUp()
        #expect(bench.table.perform(.reset, on: .all, at: bench.now) == 1)
        bench.settle()
        #expect(bench.status()?.id.rawValue == 2)
        #expect(bench.status()?.localDiscriminator == 100)
        #expect(bench.state() == .down)
        // The peer still takes itself for Up and hears at once that we are not.
        let outcome = bench.hear(.from(2, .up, to: 100))
        #expect(outcome.transmission?.packet.state == .down)
        #expect(outcome.transmission?.packet.yourDiscriminator == 2)
    }

    @Test func `reset of an allowed peer's session lets its next packet begin another`() {
        var bench = TableBench()
        bench.table.allow(TableBench.path.remote, minimumTimeToLive: 255)
        bench.bringUp()
        _ = bench.table.perform(.reset, on: .all, at: bench.now)
        #expect(bench.table.sessions(.all).isEmpty)
        let outcome = bench.hear(.from(2, .up, to: 100))
        #expect(outcome.notice == .created)
        #expect(bench.status()?.id.rawValue == 2)
        #expect(bench.status()?.remoteDiscriminator == 2)
    }

    @Test func `kill says AdminDown once and forgets the session`() {
        var bench = TableBench()
        bench.add()
        bench.bringUp()
        _ = bench.table.perform(.kill, on: .all, at: bench.now)
        #expect(bench.table.sessions(.all).isEmpty)
        let outcomes = bench.pass(.seconds(60))
        #expect(outcomes.count == 1)
        #expect(outcomes.first?.transmission?.packet.state == .adminDown)
        #expect(outcomes.first?.notice == .removed)
        #expect(bench.table.deadline == .never)
    }

    @Test func `suspend silences a session altogether until resume`() {
        var bench = TableBench()
        bench.add()
        bench.bringUp()
        _ = bench.table.perform(.suspend, on: .all, at: bench.now)
        #expect(bench.status()?.isSuspended == true)
        #expect(bench.hear(.from(2, .up, to: 100, flags: .poll)).transmission == nil)
        #expect(bench.pass(.milliseconds(200)).isEmpty)
        _ = bench.table.perform(.resume, on: .all, at: bench.now)
        #expect(bench.settle().contains { $0.transmission != nil })
    }

    @Test func `a hold is marked as forced, in the status and in the history`() {
        var bench = TableBench()
        bench.add()
        bench.bringUp()
        _ = bench.table.perform(.holdAdminDown(.pathDown), on: .all, at: bench.now)
        let outcome = bench.settle().first
        #expect(outcome?.transition?.isForced == true)
        #expect(outcome?.transition?.cause == .administration)
        #expect(bench.status()?.isForced == true)
        #expect(bench.status()?.diagnostic == .pathDown)
        _ = bench.table.perform(.release, on: .all, at: bench.now)
        bench.settle()
        #expect(bench.status()?.isForced == false)
        #expect(bench.status()?.history[0]?.isForced == false)
        #expect(bench.status()?.history[1]?.isForced == true)
    }

    @Test func `a hold outlasts a recovery and readiness`() {
        var bench = TableBench(isReady: false)
        bench.add()
        _ = bench.table.perform(.holdAdminDown(.administrativelyDown), on: .all, at: bench.now)
        bench.table.becomeReady(at: bench.now)
        bench.settle()
        #expect(bench.state() == .adminDown)
        _ = bench.table.perform(.release, on: .all, at: bench.now)
        bench.settle()
        #expect(bench.state() == .down)
    }

    @Test func `the reason of a hold outranks the gateway's own`() {
        var bench = TableBench()
        bench.add()
        bench.table.fail("external link down", .concatenatedPathDown, at: bench.now)
        _ = bench.table.perform(.holdAdminDown(.pathDown), on: .all, at: bench.now)
        bench.settle()
        #expect(bench.status()?.diagnostic == .pathDown)
        #expect(bench.status()?.isForced == true)
    }

    @Test func `a held Down gives way to AdminDown while the gateway is not well`() {
        var bench = TableBench()
        bench.add()
        bench.bringUp()
        _ = bench.table.perform(.holdDown(.pathDown), on: .all, at: bench.now)
        bench.settle()
        #expect(bench.state() == .down)
        bench.table.fail("external link down", .concatenatedPathDown, at: bench.now)
        bench.settle()
        #expect(bench.state() == .adminDown)
        bench.table.recover("external link down", at: bench.now)
        bench.pass(.seconds(3))
        #expect(bench.state() == .down)
        #expect(bench.status()?.diagnostic == .pathDown)
    }

    @Test func `block ends nothing that is up, and what falls silent is forgotten`() {
        var bench = TableBench()
        bench.table.allow(TableBench.path.remote, minimumTimeToLive: 255)
        bench.bringUp()
        bench.table.block(TableBench.path.remote)
        for _ in 0..<20 {
            bench.pass(.milliseconds(100))
            bench.hear(.from(2, .up, to: 100))
        }
        #expect(bench.state() == .up)
        let outcomes = bench.pass(.milliseconds(300))
        #expect(outcomes.last?.notice == .removed)
        #expect(outcomes.last?.transition?.to == .down)
        #expect(bench.table.sessions(.all).isEmpty)
        #expect(bench.hear(.from(2, .down)).discard == .unknownPeer)
    }

    @Test func `an allowed peer with a discriminator from before gets a session, and it is healed`()
    {
        var bench = TableBench()
        bench.table.allow(TableBench.path.remote, minimumTimeToLive: 255)
        let outcome = bench.hear(.from(2, .down, to: 0xdead))
        #expect(outcome.notice == .created)
        #expect(outcome.discard == .staleDiscriminator)
        #expect(outcome.transmission?.packet.yourDiscriminator == 2)
        #expect(bench.status()?.counters.received == 0)
    }

    @Test func `healing is for sessions that hear nobody, and once a second`() {
        var bench = TableBench()
        bench.add()
        bench.bringUp()
        #expect(bench.hear(.from(9, .down, to: 0xdead)).discard == .unknownDiscriminator)
        #expect(bench.status()?.remoteDiscriminator == 2)
        bench.pass(.seconds(1))
        #expect(bench.state() == .down)
        for my in 1...100 as ClosedRange<UInt32> {
            bench.hear(.from(my, .down, to: 0xdead))
            bench.pass(.milliseconds(20))
        }
        #expect((2...3).contains(bench.status()?.counters.healings ?? 0))
    }

    @Test func `a peer that is heard, if only to be AdminDown, is not healed`() {
        var bench = TableBench()
        bench.add()
        bench.hear(.from(2, .adminDown))
        #expect(bench.hear(.from(9, .down, to: 0xdead)).discard == .unknownDiscriminator)
        #expect(bench.status()?.remoteDiscriminator == 2)
    }

    @Test func `healing does not pass for hearing`() {
        var bench = TableBench()
        bench.add()
        for _ in 0..<100 {
            bench.hear(.from(2, .down, to: 0xdead))
            bench.pass(.milliseconds(100))
        }
        #expect(bench.state() == .down)
        #expect(bench.status()?.counters.received == 0)
        #expect(bench.status()?.lastReceived == nil)
        bench.pass(.seconds(6))
        #expect(bench.status()?.remoteDiscriminator == 0)
    }

    @Test func `every datagram is counted, and each drop by its reason`() {
        var bench = TableBench()
        bench.add()
        bench.hear(.from(2, .down))
        bench.hear(.from(2, .down), timeToLive: 200)
        bench.hear(.from(2, .down), on: TableBench.path(to: 7))
        bench.hear(bytes: [UInt8](repeating: 0, count: 24).span)
        let counters = bench.table.counters
        #expect(counters.received == 4)
        #expect(Discard.allCases.map { counters[$0] }.reduce(0, +) == 3)
        #expect(counters[.timeToLive] == 1)
        #expect(counters[.unknownPeer] == 1)
        #expect(counters[.malformed(.wrongVersion)] == 1)
    }

    @Test func `each reason has a place and a name of its own`() {
        #expect(Set(Discard.allCases).count == Discard.allCases.count)
        #expect(Set(Discard.allCases.map(\.description)).count == Discard.allCases.count)
    }

    @Test func `the loop need only ask when the next deadline is`() {
        var bench = TableBench()
        #expect(bench.table.deadline == .never)
        for last in 1...50 as ClosedRange<UInt8> { bench.add(TableBench.path(to: last)) }
        for _ in 0..<200 {
            let deadline = bench.table.deadline
            #expect(deadline > bench.now)
            #expect(bench.pass(deadline.since(bench.now)).isEmpty == false)
        }
    }

    @Test func `a session that is settled late is counted as late`() {
        var bench = TableBench()
        bench.add()
        let late = bench.table.deadline.advanced(by: .milliseconds(7))
        _ = bench.table.settle(at: late)
        #expect(bench.table.counters.worstLateness == .milliseconds(7))
        #expect(bench.status()?.counters.worstLateness == .milliseconds(7))
    }

    @Test func `a snapshot holds what was, whatever comes after`() {
        var bench = TableBench()
        bench.add(TableBench.path(to: 2))
        bench.add(TableBench.path(to: 1))
        bench.table.allow(TableBench.path(to: 3).remote, minimumTimeToLive: 255)
        bench.bringUp(TableBench.path(to: 2))
        let snapshot = bench.table.snapshot(at: bench.now)
        _ = bench.table.perform(.kill, on: .all, at: bench.now)
        #expect(snapshot.sessions.map(\.id.rawValue) == [1, 2])
        #expect(snapshot.sessions.first?.state == .up)
        #expect(snapshot.sessions.first?.history.count == 2)
        #expect(snapshot.allowed == [TableBench.path(to: 3).remote])
        #expect(snapshot.isReady && !snapshot.isDraining && !snapshot.isDrained)
    }

    @Test func `levels 2 to 4 of the status have what they print`() {
        var bench = TableBench()
        bench.add()
        bench.bringUp()
        bench.pass(.milliseconds(100))
        bench.hear(.from(2, .up, to: 100, flags: .final))
        bench.hear(.from(2, .up, to: 100))
        _ = bench.table.perform(.setDesiredMinTx(400_000), on: .all, at: bench.now)
        let status = bench.status()
        #expect(status?.remoteState == .up)
        #expect(status?.transmitInterval == .milliseconds(100))
        #expect(status?.detectionTime == .milliseconds(300))
        #expect(status?.desiredMinTx == 400_000)
        #expect(status?.desiredMinTxInUse == 100_000)
        #expect(status?.isPolling == true)
        #expect(status?.remoteDetectMultiplier == 3)
        #expect(status?.remoteDesiredMinTx == 100_000)
        #expect(status?.history[0]?.to == .up)
        #expect(status?.history[0]?.packet?.state == .initializing)
        #expect(status?.history[2] == nil)
    }
}
