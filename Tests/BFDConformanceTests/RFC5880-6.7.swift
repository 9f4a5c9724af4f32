import BFD
import BFDDigests
import BFDSimulation
import Testing

@Suite struct `RFC 5880 §6.7 Authentication` {
    static func key(_ id: UInt8, _ secret: String) throws -> AuthenticationKey {
        try #require(AuthenticationKey(id: id, secret: secret.utf8))
    }

    static func authentication(
        _ kind: Authentication.Kind, _ keys: [(UInt8, String)] = [(5, "secret")]
    ) throws -> Authentication {
        let keys = try keys.map { try key($0.0, $0.1) }
        return try #require(Authentication(kind, keys: keys, digests: StandardDigests()))
    }

    /// A table with one peer that must prove itself.
    static func bench(_ authentication: Authentication?) -> TableBench {
        var bench = TableBench()
        _ = bench.table.add(
            Peer(path: TableBench.path, authentication: authentication), at: bench.now)
        bench.settle()
        return bench
    }

    /// Our own side of the protocol, as a source of authentic packets from 2 to 100.
    struct Sender {
        var table: SessionTable
        let path = Path(local: TableBench.path.remote, remote: TableBench.path.local)

        init(_ authentication: Authentication?, at now: Instant) {
            table = SessionTable(
                defaults: Bench.configuration, isReady: true, seed: 9, discriminator: { _ in 2 })
            _ = table.add(Peer(path: path, authentication: authentication), at: now)
        }

        /// The bytes of its next packet.
        mutating func next() -> [UInt8] {
            let outcome = table.settle(at: table.deadline)
            return outcome?.transmission.map(encoded) ?? []
        }
    }

    static func encoded(_ transmission: Transmission) -> [UInt8] {
        var bytes = [UInt8](repeating: 0xff, count: Transmission.mostBytes)
        var span = bytes.mutableSpan
        let count = transmission.encode(into: &span)
        return Array(bytes.prefix(count))
    }

    static let keyed: [Authentication.Kind] = [
        .keyedMD5, .meticulousKeyedMD5, .keyedSHA1, .meticulousKeyedSHA1,
    ]

    /// Up, 2 to 100, 100 ms times 3, key 5 "secret", sequence 7; digests by Python's hashlib over
    /// the packet with the padded key in the digest's place.
    static let golden: [(Authentication.Kind, String)] = [
        (
            .keyedMD5,
            "20c403300000000200000064000186a0000186a0000000000218050000000007"
                + "d69ceb8f0195523de4c37ff991e47f97"
        ),
        (
            .meticulousKeyedMD5,
            "20c403300000000200000064000186a0000186a0000000000318050000000007"
                + "0508d3960890005c48d02841611277cb"
        ),
        (
            .keyedSHA1,
            "20c403340000000200000064000186a0000186a000000000041c050000000007"
                + "44c16ba8eff1bab8d93e0aeff60d0d2a2cb39d39"
        ),
        (
            .meticulousKeyedSHA1,
            "20c403340000000200000064000186a0000186a000000000051c050000000007"
                + "3fcef9c833d8b091ea48356edcc096007febb2e9"
        ),
    ]

    static func bytes(_ hex: String) -> [UInt8] {
        stride(from: 0, to: hex.utf8.count, by: 2).map { offset in
            let start = hex.index(hex.startIndex, offsetBy: offset)
            return UInt8(hex[start..<hex.index(start, offsetBy: 2)], radix: 16) ?? 0
        }
    }

    @Test(arguments: golden)
    func `digests are the plain hash over packet and key, not an HMAC`(
        kind: Authentication.Kind, hex: String
    ) throws {
        var bench = Self.bench(try Self.authentication(kind))
        let outcome = bench.hear(bytes: Self.bytes(hex).span)
        #expect(outcome.discard == nil)
        #expect(bench.status()?.counters.received == 1)
    }

    @Test(arguments: golden)
    func `a single bit that differs is noticed, wherever it is`(
        kind: Authentication.Kind, hex: String
    ) throws {
        let sound = Self.bytes(hex)
        for position in sound.indices {
            var bench = Self.bench(try Self.authentication(kind))
            var bytes = sound
            bytes[position] ^= 0x01
            #expect(bench.hear(bytes: bytes.span).discard != nil, "byte \(position)")
            #expect(bench.status()?.counters.received == 0)
        }
    }

    @Test(arguments: Authentication.Kind.allCases)
    func `two ends with the same key come up and stay up`(kind: Authentication.Kind) throws {
        let authentication = try Self.authentication(kind)
        var bench = Self.bench(authentication)
        var sender = Sender(authentication, at: bench.now)
        for _ in 0..<2_000 {
            var toUs: [[UInt8]] = []
            var toPeer = bench.pass(.milliseconds(5)).compactMap(\.transmission).map(Self.encoded)
            while let outcome = sender.table.settle(at: bench.now) {
                if let transmission = outcome.transmission {
                    toUs.append(Self.encoded(transmission))
                }
            }
            while let bytes = toUs.popLast() {
                let outcome = bench.hear(bytes: bytes.span)
                #expect(outcome.discard == nil)
                if let answer = outcome.transmission { toPeer.append(Self.encoded(answer)) }
            }
            for bytes in toPeer {
                let arrival = Arrival(path: sender.path, timeToLive: 255, time: bench.now)
                let outcome = sender.table.receive(bytes.span, arrival, at: bench.now)
                #expect(outcome.discard == nil)
                guard let answer = outcome.transmission.map(Self.encoded) else { continue }
                #expect(bench.hear(bytes: answer.span).discard == nil)
            }
        }
        #expect(bench.state() == .up)
        #expect(bench.status()?.counters.ups == 1)
    }

    @Test(arguments: Authentication.Kind.allCases)
    func `a packet without, with another kind, key or key number is dropped`(
        kind: Authentication.Kind
    ) throws {
        var bench = Self.bench(try Self.authentication(kind))
        #expect(bench.hear(.from(2, .down)).discard == .authenticationMismatch)
        for other in Authentication.Kind.allCases where other != kind {
            var sender = Sender(try Self.authentication(other), at: bench.now)
            let bytes = sender.next()
            #expect(bench.hear(bytes: bytes.span).discard == .authenticationFailure)
        }
        for keys in [[(5, "other!")], [(6, "secret")], [(5, "secre")]] as [[(UInt8, String)]] {
            var sender = Sender(try Self.authentication(kind, keys), at: bench.now)
            let bytes = sender.next()
            #expect(bench.hear(bytes: bytes.span).discard == .authenticationFailure)
        }
        #expect(bench.status()?.counters.received == 0)
    }

    @Test func `a password that goes on with a zero is another one`() throws {
        for (secret, isAccepted) in [("secret", true), ("secret\0", false), ("secre", false)] {
            var bench = Self.bench(try Self.authentication(.simplePassword))
            var sender = Sender(
                try Self.authentication(.simplePassword, [(5, secret)]), at: bench.now)
            #expect((bench.hear(bytes: sender.next().span).discard == nil) == isAccepted)
        }
    }

    @Test func `a packet with authentication is dropped where none is configured`() throws {
        var bench = Self.bench(nil)
        var sender = Sender(try Self.authentication(.keyedSHA1), at: bench.now)
        let bytes = sender.next()
        #expect(bench.hear(bytes: bytes.span).discard == .authenticationMismatch)
    }

    @Test(arguments: Authentication.Kind.allCases)
    func `any of several keys is accepted, and the first is sent with`(
        kind: Authentication.Kind
    ) throws {
        for keys in [[(1, "old")], [(2, "new")]] as [[(UInt8, String)]] {
            var bench = Self.bench(try Self.authentication(kind, [(2, "new"), (1, "old")]))
            var sender = Sender(try Self.authentication(kind, keys), at: bench.now)
            #expect(bench.hear(bytes: sender.next().span).discard == nil)
        }
        var sender = Sender(
            try Self.authentication(kind, [(2, "new"), (1, "old")]), at: Instant(nanoseconds: 1))
        #expect(sender.next()[26] == 2)
    }

    @Test(arguments: [
        (Authentication.Kind.keyedMD5, 0 as UInt32), (.meticulousKeyedMD5, 1), (.keyedSHA1, 0),
        (.meticulousKeyedSHA1, 1),
    ])
    func `a sequence number must lie within three multipliers of the last, modulo 2 to the 32nd`(
        kind: Authentication.Kind, least: UInt32
    ) throws {
        for base in [7, .max - 3] as [UInt32] {
            for (ahead, isAccepted) in [
                (UInt32.max, false), (0, least == 0), (1, true), (9, true), (10, false),
                (1 << 31, false),
            ] {
                let authentication = try Self.authentication(kind)
                var bench = Self.bench(authentication)
                let first = Self.signed(authentication, sequence: base)
                #expect(bench.hear(bytes: first.span).discard == nil)
                let second = Self.signed(authentication, sequence: base &+ ahead)
                let discard = bench.hear(bytes: second.span).discard
                #expect((discard == nil) == isAccepted, "\(ahead) after \(base)")
            }
        }
    }

    @Test func `a sequence number is taken only from a packet that is authentic`() throws {
        let authentication = try Self.authentication(.meticulousKeyedSHA1)
        var bench = Self.bench(authentication)
        bench.hear(bytes: Self.signed(authentication, sequence: 7).span)
        var forged = Self.signed(authentication, sequence: 16)
        forged[40] ^= 1
        #expect(bench.hear(bytes: forged.span).discard == .authenticationFailure)
        #expect(bench.hear(bytes: Self.signed(authentication, sequence: 8).span).discard == nil)
    }

    @Test func `after two detection times of silence any sequence number will do`() throws {
        let authentication = try Self.authentication(.keyedSHA1)
        var bench = Self.bench(authentication)
        bench.hear(bytes: Self.signed(authentication, sequence: 7).span)
        bench.pass(.milliseconds(599))
        let far = Self.signed(authentication, sequence: 1_000_000)
        #expect(bench.hear(bytes: far.span).discard == .authenticationFailure)
        bench.pass(.milliseconds(1))
        #expect(bench.hear(bytes: far.span).discard == nil)
    }

    @Test(arguments: keyed)
    func `a meticulous kind counts every packet, the others what is new`(
        kind: Authentication.Kind
    ) throws {
        let isMeticulous = kind == .meticulousKeyedMD5 || kind == .meticulousKeyedSHA1
        var bench = Self.bench(try Self.authentication(kind))
        let sequences = bench.pass(.seconds(20)).compactMap(\.transmission).map { packet in
            let bytes = Self.encoded(packet)
            return bytes[28..<32].reduce(0 as UInt32) { $0 << 8 | UInt32($1) }
        }
        let steps = zip(sequences, sequences.dropFirst()).map { $1 &- $0 }
        #expect(steps.count > 15)
        #expect(steps.allSatisfy { $0 == (isMeticulous ? 1 : 0) })
    }

    @Test func `a restart that remembers goes on counting, and is believed`() throws {
        let authentication = try Self.authentication(.meticulousKeyedSHA1)
        var bench = Self.bench(authentication)
        let first = try #require(bench.pass(.seconds(3)).last?.transmission)
        let id = try #require(bench.table.sessions(.all).first)
        let memory = bench.table.memory(of: id)
        var table = SessionTable(isReady: true, seed: 5, discriminator: { _ in 100 })
        _ = table.add(
            Peer(path: TableBench.path, authentication: authentication), resuming: memory,
            at: bench.now)
        let second = try #require(table.settle(at: bench.now)?.transmission)
        #expect(Self.encoded(second)[28..<32].last == (Self.encoded(first)[31] &+ 1))
    }

    @Test func `keys have 1 to 16 bytes, 1 to 20 with SHA1, and numbers of their own`() throws {
        #expect(AuthenticationKey(id: 1, secret: []) == nil)
        #expect(AuthenticationKey(id: 1, secret: [UInt8](repeating: 1, count: 21)) == nil)
        let long = try #require(
            AuthenticationKey(id: 1, secret: [UInt8](repeating: 1, count: 17)))
        for kind in Authentication.Kind.allCases {
            let isAllowed = kind == .keyedSHA1 || kind == .meticulousKeyedSHA1
            let authentication = Authentication(kind, keys: [long], digests: StandardDigests())
            #expect((authentication != nil) == isAllowed)
        }
        let twin = try Self.key(1, "a")
        #expect(
            Authentication(.keyedMD5, keys: [twin, twin], digests: StandardDigests()) == nil)
        #expect(Authentication(.keyedMD5, keys: [], digests: StandardDigests()) == nil)
    }

    @Test func `a key does not print`() throws {
        let key = try Self.key(5, "secret")
        var text = "\(key) \(String(reflecting: key)) "
        dump(key, to: &text)
        #expect(!text.contains("115") && !text.contains("secret"))
    }

    @Test(
        arguments: [
            (1, 3), (1, 20), (2, 23), (2, 25), (3, 28), (4, 24), (5, 27), (0, 28), (6, 28),
            (255, 28),
        ] as [(UInt8, UInt8)])
    func `a section of no known kind, or of another length than its kind has, is dropped`(
        kind: UInt8, length: UInt8
    ) throws {
        var bytes = Self.bytes(Self.golden[2].1) + [0, 0, 0, 0]
        bytes[3] = 56
        bytes[24] = kind
        bytes[25] = length
        for configured in Authentication.Kind.allCases {
            var bench = Self.bench(try Self.authentication(configured))
            #expect(bench.hear(bytes: bytes.span).discard == .authenticationFailure)
        }
    }

    /// An authentic packet with a sequence number of one's choice.
    private static func signed(_ authentication: Authentication, sequence: UInt32) -> [UInt8] {
        let isMD5 = authentication.kind == .keyedMD5 || authentication.kind == .meticulousKeyedMD5
        let size = isMD5 ? 16 : 20
        var bytes = Self.bytes(golden[isMD5 ? 0 : 2].1)
        bytes[24] = authentication.kind.rawValue
        for index in 0..<4 {
            bytes[28 + index] = UInt8(truncatingIfNeeded: sequence >> (24 - 8 * UInt32(index)))
        }
        let key = Array("secret".utf8) + [UInt8](repeating: 0, count: size - 6)
        bytes.replaceSubrange(32..., with: key)
        let digests = StandardDigests()
        if isMD5 {
            let digest = digests.md5(bytes.span)
            for index in 0..<16 { bytes[32 + index] = digest[index] }
        } else {
            let digest = digests.sha1(bytes.span)
            for index in 0..<20 { bytes[32 + index] = digest[index] }
        }
        return bytes
    }
}
