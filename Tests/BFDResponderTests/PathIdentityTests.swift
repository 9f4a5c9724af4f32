import Addressing
import BFD
import Testing

@testable import BFDResponder

@Suite struct `The identity of a path` {
    private static let key = (0..<16).map { UInt8($0) }

    @Test(
        arguments: [
            (0, 0x726f_db47_dd0e_0e31), (1, 0x74f8_39c5_93dc_67fd), (7, 0xab02_00f5_8b01_d137),
            (8, 0x93f5_f579_9a93_2462), (15, 0xa129_ca61_49be_45e5), (63, 0x958a_324c_eb06_4572),
        ] as [(Int, UInt64)])
    func `hashes as SipHash's authors do`(count: Int, expected: UInt64) {
        // The reference implementation's vectors: bytes 0, 1, 2, … under the key 0, 1, … 15.
        #expect(SipHash.hash((0..<count).map { UInt8($0) }, key: Self.key) == expected)
    }

    private static func path(_ local: String, _ remote: String) throws -> Path {
        Path(local: try #require(IPAddress(local)), remote: try #require(IPAddress(remote)))
    }

    @Test func `is the same after a restart and another after a boot`() throws {
        let path = try Self.path("10.16.0.12", "10.255.255.255")
        let first = PathIdentity.ofThisBoot()
        let again = PathIdentity.ofThisBoot()
        #expect(first.discriminator(of: path) == again.discriminator(of: path))
        #expect(first.sourcePort(of: path) == again.sourcePort(of: path))
        #expect(
            first.discriminator(of: path) != PathIdentity(key: Self.key).discriminator(of: path))
    }

    @Test func `differs by both addresses`() throws {
        let identity = PathIdentity(key: Self.key)
        let paths = [
            try Self.path("10.16.0.12", "10.255.255.255"),
            try Self.path("10.16.0.13", "10.255.255.255"),
            try Self.path("10.16.0.12", "10.255.255.254"),
            try Self.path("10.255.255.255", "10.16.0.12"),
            try Self.path("fd00::1", "fd00::2"),
        ]
        #expect(Set(paths.map { identity.discriminator(of: $0) }).count == paths.count)
        #expect(Set(paths.map { identity.sourcePort(of: $0) }).count == paths.count)
    }

    @Test func `keeps to RFC 5881's source ports`() throws {
        let identity = PathIdentity.ofThisBoot()
        var ports: Set<UInt16> = []
        for number in 0..<4_000 as Range<UInt32> {
            let local = IPAddress(.ipv4, value: 0x0a10_0000 + UInt128(number))
            let path = Path(local: local, remote: IPAddress(.ipv4, value: 0x0aff_ffff))
            let port = identity.sourcePort(of: path)
            #expect((49_152...65_535).contains(port))
            ports.insert(port)
        }
        // Spread as chance would: some 3 540 of 16 384 are expected to be hit.
        #expect(ports.count > 3_400)
    }
}
