import Addressing
import Foundation
import NFTables
import Testing

@Suite(.needsNetworkNamespace) struct `any nftables table` {
    @Test func `reads back as committed, and is to nft what its text is`() async throws {
        try await NetworkNamespace.run {
            let rules = try NFTStatements.rules().map(\.rule)
            let socket = try NFTSocket.open()
            for seed in 1...40 as ClosedRange<UInt64> {
                var chance = Chance(seed: seed)
                var table = try NFTStatements.table()
                table.sets = IPAddress.Family.allCases.map { chance.set(of: $0) }
                table.chains[1].rules = (0..<Int.random(in: 0...8, using: &chance)).map { _ in
                    Rule(
                        rules.randomElement(using: &chance).map(\.statements) ?? [.drop])
                }
                // Whatever was there before, the one of the last seed for one.
                try socket.replace(table)
                let committed = try #require(try socket.observe(tableNamed: table.name))
                #expect(table.differences(from: committed) == [], "seed \(seed)")
                #expect(committed.sets == table.sets, "seed \(seed)")
                for set in table.sets {
                    let listed = try Command.run("nft list set \(table.reference) \(set.name)")
                    let block = set.description.split { $0.isWhitespace }.joined(separator: " ")
                    #expect(
                        listed.split { $0.isWhitespace }.joined(separator: " ")
                            == "table \(table.reference) { \(block) }", "seed \(seed)")
                }

                try Command.run("nft delete table \(table.reference)")
                try Command.run("nft -f -", input: table.description)
                let read = try #require(try socket.observe(tableNamed: table.name))
                #expect(table.differences(from: read) == [], "seed \(seed)")
            }
        }
    }

    @Test func `holds every address and the edges of all`() async throws {
        try await NetworkNamespace.run {
            let socket = try NFTSocket.open()
            func ranges(_ texts: [(String, String)]) throws -> [AddressRange] {
                try texts.map {
                    AddressRange(
                        first: try #require(IPAddress($0.0)), last: try #require(IPAddress($0.1)))
                }
            }
            let cases: [(IPAddress.Family, [(String, String)], String)] = [
                (.ipv4, [], ""),
                (.ipv4, [("0.0.0.0", "255.255.255.255")], "0.0.0.0/0"),
                (.ipv4, [("0.0.0.0", "0.0.0.0")], "0.0.0.0"),
                (.ipv4, [("255.255.255.255", "255.255.255.255")], "255.255.255.255"),
                (
                    .ipv4, [("255.255.255.254", "255.255.255.255"), ("0.0.0.0", "0.0.0.1")],
                    "0.0.0.0/31, 255.255.255.254/31"
                ),
                // Adjacent, nested and twice: one.
                (
                    .ipv4,
                    [
                        ("10.0.0.4", "10.0.0.7"), ("10.0.0.0", "10.0.0.3"),
                        ("10.0.0.1", "10.0.0.2"), ("10.0.0.4", "10.0.0.7"),
                    ], "10.0.0.0/29"
                ),
                (.ipv4, [("10.0.0.1", "10.0.0.2")], "10.0.0.1-10.0.0.2"),
                (.ipv6, [("::", "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff")], "::/0"),
                (.ipv6, [("::", "::")], "::"),
                (
                    .ipv6,
                    [
                        (
                            "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff",
                            "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff"
                        )
                    ], "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff"
                ),
                (.ipv6, [("fd00::ffff", "fd00::1:0")], "fd00::ffff-fd00::1:0"),
            ]
            for (family, texts, elements) in cases {
                let set = AddressSet(name: "edges", family: family, ranges: try ranges(texts))
                let table = Table(name: "edges", sets: [set])
                #expect(
                    elements.isEmpty || table.description.contains("elements = { \(elements) }"))
                try socket.replace(table)
                #expect(try socket.observe(tableNamed: "edges")?.sets == [set], "\(elements)")
                // nft has elements of its own for what is outside.
                try socket.delete(tableNamed: "edges")
                try Command.run("nft -f -", input: table.description)
                #expect(try socket.observe(tableNamed: "edges")?.sets == [set], "\(elements)")
            }
        }
    }

    @Test(arguments: IPAddress.Family.allCases)
    func `may have 50 000 ranges in a set`(family: IPAddress.Family) async throws {
        try await NetworkNamespace.run {
            // Every other block of 256 addresses, in no order.
            let base: UInt128 = family == .ipv4 ? 0x0a00_0000 : 0xfd00 << 112
            let prefixes = try (0..<50_000 as Range<UInt128>).shuffled().map {
                try #require(
                    Prefix(
                        IPAddress(family, value: base + $0 * 512), length: family.bitWidth - 8))
            }
            let set = AddressSet(name: "many", family: family, prefixes: prefixes)
            #expect(set.ranges.count == 50_000)
            let table = Table(name: "many", sets: [set])
            let socket = try NFTSocket.open()
            // The second time in the place of as many.
            for _ in 1...2 {
                try socket.replace(table)
                #expect(table.differences(from: try socket.observe(tableNamed: "many")) == [])
            }
        }
    }
}

/// A sequence of numbers that a seed decides: SplitMix64.
private struct Chance: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) {
        state = seed
    }

    mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var bits = state
        bits = (bits ^ bits >> 30) &* 0xbf58_476d_1ce4_e5b9
        bits = (bits ^ bits >> 27) &* 0x94d0_49bb_1331_11eb
        return bits ^ bits >> 31
    }

    /// A set of up to forty ranges, close enough together to touch and overlap now and then, at the
    /// beginning, the end or anywhere in the address space.
    mutating func set(of family: IPAddress.Family) -> AddressSet {
        let greatest = IPAddress(family, value: .max).value
        let window: UInt128 = [32, 4096, greatest].randomElement(using: &self) ?? greatest
        let start =
            [0, greatest - window, UInt128.random(in: 0...(greatest - window), using: &self)]
            .randomElement(using: &self) ?? 0
        let ranges = (0..<Int.random(in: 0...40, using: &self)).map { _ in
            let first = start + UInt128.random(in: 0...window, using: &self)
            let length = UInt128.random(in: 0...(min(window, greatest - first) / 8), using: &self)
            return AddressRange(
                first: IPAddress(family, value: first),
                last: IPAddress(family, value: first + length))
        }
        return AddressSet(
            name: family == .ipv4 ? "set4" : "set6", family: family, ranges: ranges)
    }
}
