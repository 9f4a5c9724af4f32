import BFD
import BFDSimulation
import Testing

/// The model of OVN has the defects that OVN was measured to have.
@Suite struct `The model of OVN` {
    static let start = Instant(nanoseconds: 1_000_000_000_000)

    /// A gateway's packet.
    static func packet(
        _ state: State, _ change: (inout ControlPacket) -> Void = { _ in }
    ) -> Datagram {
        var packet = ControlPacket(
            state: state, detectMultiplier: 3, myDiscriminator: 7, yourDiscriminator: 0x0b0b,
            desiredMinTx: 100_000, requiredMinRx: 100_000)
        change(&packet)
        return Datagram(packet)
    }

    /// An OVN and the time it lives in.
    struct Clocked {
        var ovn: OVNPeer
        var now = start

        init(sleep: OVNPeer.Sleep = .never) {
            ovn = OVNPeer(sleep: sleep, at: start)
        }

        @discardableResult
        mutating func hear(_ datagram: Datagram) -> [Datagram] {
            ovn.hear(datagram, arrival: now, at: now)
        }

        /// Lets time pass and returns what it sent of itself.
        @discardableResult
        mutating func pass(_ interval: Interval) -> [Datagram] {
            var datagrams: [Datagram] = []
            let end = now.advanced(by: interval)
            while ovn.deadline <= end {
                now = max(now, ovn.deadline)
                datagrams += ovn.wake(at: now)
            }
            now = end
            return datagrams
        }

        /// Up, and the database has been told long ago.
        static func up(sleep: OVNPeer.Sleep = .never) -> Clocked {
            var clocked = Clocked(sleep: sleep)
            clocked.hear(packet(.down))
            clocked.hear(packet(.up))
            for _ in 0..<100 {
                clocked.pass(.milliseconds(100))
                clocked.hear(packet(.up))
            }
            return clocked
        }
    }

    @Test func `it learns nothing from a packet without its discriminator`() {
        var clocked = Clocked()
        clocked.hear(Self.packet(.down) { $0.yourDiscriminator = 0 })
        #expect(clocked.ovn.state == .down)
        #expect(clocked.ovn.remoteDiscriminator == 0)
    }

    @Test func `it never polls, gives no diagnostic and sends as fast while Down`() {
        var clocked = Clocked()
        let datagrams = clocked.pass(.seconds(10))
        #expect(datagrams.count >= 100)
        #expect(datagrams.allSatisfy { $0.packet.flags == [] && $0.packet.diagnostic == .none })
    }

    @Test func `it answers Poll at once, and keeps any other change to its next tick`() {
        var clocked = Clocked()
        clocked.pass(.milliseconds(150))
        #expect(clocked.hear(Self.packet(.down)).isEmpty)
        let answer = clocked.hear(Self.packet(.initializing) { $0.flags = .poll }).first?.packet
        #expect(answer?.flags == .final)
        #expect(answer?.state == .up)
    }

    @Test func `the AdminDown that takes it Down gets no Final, the next one does`() {
        var clocked = Clocked.up()
        let farewell = Self.packet(.adminDown) { $0.flags = .poll }
        #expect(!clocked.hear(farewell).contains { $0.packet.flags == .final })
        #expect(clocked.ovn.state == .down)
        #expect(clocked.hear(farewell).contains { $0.packet.flags == .final })
    }

    @Test func `the first change in five seconds reaches the database at once, the second then`() {
        var clocked = Clocked.up()
        clocked.hear(Self.packet(.adminDown))
        clocked.pass(.milliseconds(1))
        #expect(clocked.ovn.published == .down)
        for tenth in 1...60 {
            clocked.hear(Self.packet(.down))
            clocked.pass(.milliseconds(100))
            #expect(clocked.ovn.state == .initializing)
            #expect(clocked.ovn.published == (tenth < 50 ? .down : .initializing))
        }
    }

    @Test func `a gateway that says Down is usable to its routers`() {
        var clocked = Clocked.up()
        for _ in 0..<200 {
            clocked.hear(Self.packet(.down))
            clocked.pass(.milliseconds(50))
        }
        #expect(clocked.ovn.published == .initializing)
        #expect(clocked.ovn.isUsable)
    }

    @Test func `AdminDown said after the database knows leaves our discriminator behind`() {
        var clocked = Clocked.up()
        clocked.hear(Self.packet(.adminDown))
        clocked.pass(.milliseconds(300))
        #expect(clocked.ovn.remoteDiscriminator == 0)
        clocked.hear(Self.packet(.adminDown))
        clocked.pass(.seconds(600))
        #expect(clocked.ovn.remoteDiscriminator == 7)
    }

    @Test func `Demand silences it, and its detection, for ever`() {
        var clocked = Clocked.up()
        clocked.hear(Self.packet(.up) { $0.flags = .demand })
        clocked.hear(Self.packet(.up))
        #expect(clocked.pass(.seconds(600)).isEmpty)
        #expect(clocked.ovn.isUsable)
    }

    @Test func `Required Min RX below a millisecond silences it`() {
        var clocked = Clocked.up()
        clocked.hear(Self.packet(.up) { $0.requiredMinRx = 999 })
        #expect(clocked.pass(.milliseconds(250)).isEmpty)
    }

    @Test func `asleep, it sends nothing and notices nothing until a packet comes`() {
        var clocked = Clocked.up(sleep: .unlessPacketsCome)
        clocked.ovn.fallAsleep()
        #expect(clocked.pass(.seconds(600)).isEmpty)
        #expect(clocked.ovn.isUsable)
        clocked.hear(Self.packet(.up) { $0.yourDiscriminator = 0 })
        #expect(clocked.ovn.published == .down)
    }

    @Test func `a restart forgets all but its discriminator, and the database is not told`() {
        var clocked = Clocked.up()
        clocked.ovn.restart(at: clocked.now)
        #expect(clocked.ovn.state == .down)
        #expect(clocked.ovn.isUsable)
        let packet = clocked.pass(.milliseconds(200)).first?.packet
        #expect(packet?.myDiscriminator == 0x0b0b)
        #expect(packet?.yourDiscriminator == 0)
    }
}
