import BFD
import BFDSimulation
import Testing

@Suite struct `RFC 5880 §4.1 Control packet format` {
    /// Written out from the RFC's figure: version 1, diagnostic 3, Up, P and C, multiplier 3.
    static let bytes: [UInt8] = [
        0x23, 0xe8, 0x03, 0x18,
        0x00, 0x00, 0x00, 0x01,
        0xde, 0xad, 0xbe, 0xef,
        0x00, 0x0f, 0x42, 0x40,
        0x00, 0x04, 0x93, 0xe0,
        0x00, 0x00, 0x00, 0x00,
    ]

    static let packet = ControlPacket(
        state: .up, diagnostic: .neighborSignaledSessionDown,
        flags: [.poll, .controlPlaneIndependent], detectMultiplier: 3, myDiscriminator: 1,
        yourDiscriminator: 0xdead_beef, desiredMinTx: 1_000_000, requiredMinRx: 300_000)

    @Test func `the fields stand where the figure has them`() throws {
        #expect(try ControlPacket(Self.bytes.span) == Self.packet)
    }

    @Test func `encoding writes the same bytes, Version 1, Multipoint 0 and Length 24`() {
        var bytes = [UInt8](repeating: 0xff, count: 24)
        var span = bytes.mutableSpan
        Self.packet.encode(into: &span)
        #expect(bytes == Self.bytes)
    }

    @Test func `each flag has its bit`() throws {
        let bits: [(ControlPacket.Flags, UInt8)] = [
            (.poll, 0x20), (.final, 0x10), (.controlPlaneIndependent, 0x08), (.demand, 0x02),
        ]
        for (flag, bit) in bits {
            var bytes = Self.bytes
            bytes[1] = 0xc0 | bit
            #expect(try ControlPacket(bytes.span).flags == flag)
        }
    }

    @Test(arguments: zip(State.allCases, [0x00, 0x40, 0x80, 0xc0] as [UInt8]))
    func `each state has its number`(state: State, bits: UInt8) throws {
        var bytes = Self.bytes
        bytes[1] = bits
        #expect(try ControlPacket(bytes.span).state == state)
    }

    @Test func `a diagnostic that has no name yet is kept`() throws {
        var bytes = Self.bytes
        bytes[0] = 0x20 | 23
        let packet = try ControlPacket(bytes.span)
        #expect(packet.diagnostic.rawValue == 23)
        #expect(packet.diagnostic.description == "Unknown")
    }

    @Test func `My Discriminator is ours and nonzero, Your Discriminator what the peer said`() {
        var bench = Bench(role: .active)
        #expect(bench.pass(.zero).first?.packet.yourDiscriminator == 0)
        bench.hear(.down)
        #expect(bench.sent.last?.packet.myDiscriminator == 1)
        #expect(bench.sent.last?.packet.yourDiscriminator == 2)
    }

    @Test func `Diagnostic is the reason of the last change of state, at first none`() {
        var bench = Bench.in(.up)
        #expect(bench.sent.first?.packet.diagnostic == Diagnostic.none)
        bench.pass(.seconds(1))
        #expect(bench.sent.last?.packet.diagnostic == .controlDetectionTimeExpired)
    }

    @Test func `Detect Mult is never zero`() {
        #expect(Configuration(detectMultiplier: 0).detectMultiplier == 1)
        var configuration = Configuration()
        configuration.detectMultiplier = 0
        #expect(configuration.detectMultiplier == 1)
    }

    @Test func `Control Plane Independent is set as configured`() {
        for isSet in [true, false] {
            var configuration = Bench.configuration
            configuration.isControlPlaneIndependent = isSet
            var bench = Bench(configuration: configuration)
            let packet = bench.pass(.zero).first?.packet
            #expect(packet?.flags.contains(.controlPlaneIndependent) == isSet)
        }
    }
}
