import BFD
import BFDSimulation
import Testing

@Suite struct `Draining` {
    typealias Beside = `Beside OVN`

    @Test func `AdminDown goes out at once, then Polls until OVN confirms that it is Down`() {
        for seed in 1...100 as ClosedRange<UInt64> {
            var scene = Beside.settledScene(seed: seed)
            let before = scene.left.sent.count
            let begin = scene.now
            scene.left.table.drain(at: begin)
            #expect(!scene.left.table.isDrained)
            let time = scene.run(for: .milliseconds(210)) { $0.left.table.isDrained }
            #expect(time != nil, "seed \(seed)")
            let farewell = scene.left.sent[before...]
            #expect(farewell.first?.time == begin)
            #expect(farewell.first?.packet.flags.contains(.poll) == false)
            #expect(farewell.dropFirst().allSatisfy { $0.packet.flags.contains(.poll) })
            #expect(farewell.allSatisfy { $0.packet.state == .adminDown })
            #expect(scene.left.notices.last == .drained)
            #expect(scene.right.state == .down)
        }
    }

    @Test func `Polls are 50 to 100 ms apart`() {
        var scene = Beside.settledScene()
        scene.wire.isCut = true
        let before = scene.left.sent.count
        scene.left.table.drain(at: scene.now)
        scene.run(for: .milliseconds(800))
        let pauses = gaps(Array(scene.left.sent[before...])).dropFirst()
        #expect(pauses.count >= 7)
        #expect(pauses.allSatisfy { $0 >= .milliseconds(50) && $0 <= .milliseconds(100) })
    }

    @Test func `a third of the packets lost only makes it take longer`() {
        for seed in 1...200 as ClosedRange<UInt64> {
            var scene = Beside.settledScene(seed: seed)
            scene.wire.lossPermille = 333
            scene.left.table.drain(at: scene.now)
            let time = scene.run(for: .seconds(3)) { $0.left.table.isDrained }
            #expect(time != nil, "seed \(seed)")
            #expect(scene.right.state == .down, "seed \(seed)")
        }
    }

    @Test func `OVN's routers follow within five seconds and do not come back`() {
        for seed in 1...50 as ClosedRange<UInt64> {
            var scene = Beside.scene(seed: seed)
            // The worst moment: the database has just been told something else.
            scene.run(for: .seconds(5)) { $0.right.isUsable }
            scene.left.table.drain(at: scene.now)
            let time = scene.run(for: .milliseconds(5_100)) { !$0.right.isUsable }
            #expect(time != nil, "seed \(seed)")
            scene.run(for: .seconds(60)) { $0.right.isUsable }
            #expect(!scene.right.isUsable, "seed \(seed)")
        }
    }

    @Test func `once drained it goes on to say AdminDown, a packet a second, and to answer`() {
        var scene = Beside.settledScene()
        scene.left.table.drain(at: scene.now)
        scene.run(for: .seconds(1)) { $0.left.table.isDrained }
        let before = scene.left.sent.count
        scene.run(for: .seconds(30))
        let packets = scene.left.sent[before...]
        #expect((28...45).contains(packets.count))
        #expect(packets.allSatisfy { $0.packet.state == .adminDown })

        var bench = Bench.in(.up)
        bench.step(.administer(.draining))
        #expect(bench.hear(.up, flags: .poll).transmit?.flags.contains(.final) == true)
    }

    @Test func `a Final that says Up was on its way already and confirms nothing`() {
        var bench = Bench.in(.up)
        bench.step(.administer(.draining))
        bench.hear(.up, flags: .final)
        #expect(!bench.session.isDrained)
        bench.pass(.milliseconds(100))
        bench.hear(.down, flags: .final)
        #expect(bench.session.isDrained)
    }

    @Test func `a Down without Final confirms nothing`() {
        var bench = Bench.in(.up)
        bench.step(.administer(.draining))
        bench.hear(.down)
        #expect(!bench.session.isDrained)
    }

    @Test func `nobody to ask is nobody to wait for`() {
        var bench = TableBench()
        bench.table.drain(at: bench.now)
        #expect(bench.table.isDrained)

        bench = TableBench()
        bench.add()
        bench.table.drain(at: bench.now)
        bench.settle()
        #expect(bench.table.isDrained)
    }

    @Test func `a peer that falls silent meanwhile is not waited for longer than a detection time`()
    {
        var scene = Beside.settledScene()
        scene.wire.isCut = true
        scene.left.table.drain(at: scene.now)
        scene.run(for: .milliseconds(899)) { $0.left.table.isDrained }
        #expect(scene.left.table.isDrained)
    }

    @Test func `it waits for every session`() {
        var bench = TableBench()
        let other = TableBench.path(to: 9)
        bench.add()
        bench.add(other)
        bench.bringUp()
        bench.bringUp(other, my: 3, your: 101)
        bench.table.drain(at: bench.now)
        bench.pass(.milliseconds(100))
        #expect(bench.hear(.from(2, .down, to: 100, flags: .final)).notice == .drained)
        #expect(!bench.table.isDrained)
        bench.hear(.from(3, .down, to: 101, flags: .final), on: other)
        #expect(bench.table.isDrained)
    }

    @Test func `a suspended session speaks again to say farewell`() {
        var bench = TableBench()
        bench.add()
        bench.bringUp()
        _ = bench.table.perform(.suspend, on: .all, at: bench.now)
        #expect(bench.pass(.milliseconds(250)).allSatisfy { $0.transmission == nil })
        bench.table.drain(at: bench.now)
        #expect(bench.settle().first?.transmission?.packet.state == .adminDown)
    }

    @Test func `nothing ends it`() {
        var bench = TableBench()
        bench.add()
        bench.bringUp()
        bench.table.drain(at: bench.now)
        _ = bench.table.perform(.release, on: .all, at: bench.now)
        bench.table.becomeReady(at: bench.now)
        bench.settle()
        #expect(bench.state() == .adminDown)
    }
}
