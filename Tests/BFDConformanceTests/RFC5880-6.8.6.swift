import BFD
import BFDSimulation
import Testing

@Suite struct `RFC 5880 §6.8.6 Reception of control packets` {
    /// A sound packet from 2 to 100, Up, at 100 ms times 3.
    static let sound: [UInt8] = [
        0x20, 0xc0, 0x03, 0x18,
        0x00, 0x00, 0x00, 0x02,
        0x00, 0x00, 0x00, 0x64,
        0x00, 0x01, 0x86, 0xa0,
        0x00, 0x01, 0x86, 0xa0,
        0x00, 0x00, 0x00, 0x00,
    ]

    /// Which byte becomes what, and which rule that breaks.
    static let table: [(offset: Int, value: UInt8, rule: Malformed)] = [
        (0, 0x00, .wrongVersion), (0, 0x40, .wrongVersion), (0, 0xe0, .wrongVersion),
        (3, 0, .lengthTooShort), (3, 23, .lengthTooShort), (3, 25, .lengthBeyondPayload),
        (3, 255, .lengthBeyondPayload), (2, 0, .zeroDetectMultiplier), (1, 0xc1, .multipoint),
        (7, 0, .zeroMyDiscriminator), (11, 0, .zeroYourDiscriminator), (1, 0xf0, .pollAndFinal),
    ]

    @Test(arguments: table)
    func `a packet that breaks a rule is dropped for it`(
        offset: Int, value: UInt8, rule: Malformed
    ) {
        var bytes = Self.sound
        bytes[offset] = value
        #expect(throws: rule) { try ControlPacket(bytes.span) }
    }

    @Test func `the first rule that is broken is the one that counts`() {
        // Everything is wrong at first; then the rules are met one by one.
        var bytes: [UInt8] = [0xff, 0xff, 0, 0xff] + [UInt8](repeating: 0, count: 20)
        for (offset, value, rule) in [
            (0, 0x20, .wrongVersion), (3, 24, .lengthBeyondPayload), (1, 0xfb, .lengthTooShort),
            (2, 3, .zeroDetectMultiplier), (1, 0xf0, .multipoint), (7, 1, .zeroMyDiscriminator),
            (11, 1, .zeroYourDiscriminator), (1, 0xe0, .pollAndFinal),
        ] as [(Int, UInt8, Malformed)] {
            #expect(throws: rule) { try ControlPacket(bytes.span) }
            bytes[offset] = value
        }
        #expect(throws: Never.self) { try ControlPacket(bytes.span) }
    }

    @Test func `Length below 26 is too short for an authentication section`() {
        var bytes = Self.sound + [0, 0, 0, 0]
        bytes[1] |= 0x04
        bytes[3] = 25
        #expect(throws: Malformed.lengthTooShort) { try ControlPacket(bytes.span) }
        bytes[3] = 26
        #expect(throws: Never.self) { try ControlPacket(bytes.span) }
    }

    @Test func `a payload that is cut short anywhere is dropped`() {
        for count in 0..<24 {
            #expect(throws: Malformed.lengthBeyondPayload) {
                try ControlPacket(Self.sound.span.extracting(first: count))
            }
        }
    }

    @Test func `bytes behind Length are ignored`() throws {
        let long = Self.sound + [UInt8](repeating: 0xaa, count: 1_400)
        #expect(try ControlPacket(long.span) == ControlPacket(Self.sound.span))
    }

    @Test func `Your Discriminator zero is for Down and AdminDown only`() throws {
        for (state, isAllowed) in zip(State.allCases, [true, true, false, false]) {
            var bytes = Self.sound
            bytes[1] = state.rawValue << 6
            bytes[11] = 0
            #expect(((try? ControlPacket(bytes.span)) != nil) == isAllowed, "\(state)")
        }
    }

    @Test(arguments: table)
    func `what is dropped changes nothing in any session and keeps none alive`(
        offset: Int, value: UInt8, rule: Malformed
    ) {
        var bench = TableBench()
        bench.add()
        bench.bringUp()
        let before = bench.table.memory(of: SessionID(rawValue: 1))
        bench.pass(.milliseconds(250))
        var bytes = Self.sound
        bytes[offset] = value
        let outcome = bench.hear(bytes: bytes.span)
        #expect(outcome.discard == .malformed(rule))
        #expect(outcome.transmission == nil && outcome.transition == nil)
        #expect(bench.table.memory(of: SessionID(rawValue: 1)) == before)
        #expect(bench.table.counters[.malformed(rule)] == 1)
        bench.pass(.milliseconds(50))
        #expect(bench.state() == .down)
    }

    @Test func `Your Discriminator alone chooses the session`() {
        var bench = TableBench()
        let other = TableBench.path(to: 9)
        bench.add()
        bench.add(other)
        bench.bringUp()
        bench.bringUp(other, my: 3, your: 101)
        #expect(bench.hear(.from(2, .up, to: 100)).session == SessionID(rawValue: 1))
        #expect(bench.hear(.from(3, .up, to: 101), on: other).session == SessionID(rawValue: 2))
    }

    @Test func `a packet for a session we do not have is dropped`() {
        var bench = TableBench()
        bench.add()
        bench.bringUp()
        let outcome = bench.hear(.from(2, .down, to: 77))
        #expect(outcome.discard == .unknownDiscriminator)
        #expect(bench.state() == .up)
    }

    @Test func `Your Discriminator zero chooses by the addresses`() {
        var bench = TableBench()
        let other = TableBench.path(to: 9)
        bench.add()
        bench.add(other)
        #expect(bench.hear(.from(3, .down), on: other).session == SessionID(rawValue: 2))
        #expect(
            bench.hear(.from(3, .down), on: TableBench.path(to: 10)).discard == .unknownPeer)
    }

    /// The state after hearing each of ``State/allCases`` in turn, by the RFC's pseudo code.
    static let transitions: [(local: State, after: [State])] = [
        (.adminDown, [.adminDown, .adminDown, .adminDown, .adminDown]),
        (.down, [.down, .initializing, .up, .down]),
        (.initializing, [.down, .initializing, .up, .up]),
        (.up, [.down, .down, .up, .up]),
    ]

    @Test(arguments: transitions)
    func `the state machine`(local: State, after: [State]) {
        for (heard, expected) in zip(State.allCases, after) {
            var bench = Bench.in(local)
            bench.hear(heard)
            #expect(bench.session.state == expected, "hearing \(heard)")
        }
    }

    @Test func `what a peer says takes us Down with diagnostic 3`() {
        for (local, heard) in [
            (State.initializing, State.adminDown), (.up, .adminDown), (.up, .down),
        ] {
            var bench = Bench.in(local)
            bench.hear(heard)
            #expect(bench.session.diagnostic == .neighborSignaledSessionDown)
        }
    }

    @Test func `nobody is Up before the peer has repeated our discriminator`() {
        // Init and Up need Your Discriminator, and Down never takes a session to Up.
        var bench = Bench()
        for _ in 0..<20 { bench.hear(.down) { $0.yourDiscriminator = 0 } }
        #expect(bench.session.state == .initializing)
    }

    @Test func `a peer that restarted, with another discriminator, takes an Up session Down`() {
        var bench = TableBench()
        bench.add()
        bench.bringUp()
        let outcome = bench.hear(.from(55, .down))
        #expect(outcome.transition?.to == .down)
        #expect(outcome.transmission?.packet.yourDiscriminator == 55)
    }

    @Test(arguments: State.allCases)
    func `Poll is answered in every state`(state: State) {
        var bench = Bench.in(state)
        let heard: State = state == .adminDown ? .down : state
        let reaction = bench.hear(heard, flags: .poll)
        #expect(reaction.transmit?.flags.contains(.final) == true)
        #expect(reaction.transmit?.state == bench.session.state)
    }

    @Test func `in AdminDown a packet changes no state but its sender is remembered`() {
        var bench = Bench.in(.adminDown)
        bench.hear(.up) { $0.myDiscriminator = 9 }
        #expect(bench.session.state == .adminDown)
        #expect(bench.sent.last?.packet.yourDiscriminator == 9)
    }

    @Test func `the interval to send at follows the packet before the state does`() {
        // The packet that takes us to Up also asks for a packet every second.
        var bench = Bench.in(.initializing)
        bench.peer.requiredMinRx = 1_000_000
        bench.hear(.up)
        let packets = bench.pass(.seconds(5), hearing: .up)
        #expect(gaps(packets).allSatisfy { $0 >= .milliseconds(750) })
    }
}
