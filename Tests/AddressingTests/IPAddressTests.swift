import Addressing
import Glibc
import Testing

@Suite struct `an IP address` {
    @Test(arguments: [
        ("0.0.0.0", "0.0.0.0"),
        ("255.255.255.255", "255.255.255.255"),
        ("10.16.0.12", "10.16.0.12"),
        ("::", "::"),
        ("::1", "::1"),
        ("1::", "1::"),
        ("FD00:10:16::C", "fd00:10:16::c"),
        ("1000:0:0::b", "1000::b"),
        ("2001:db8:0:1:1:1:1:1", "2001:db8:0:1:1:1:1:1"),
        ("2001:0:0:1:0:0:0:1", "2001:0:0:1::1"),
        ("2001:db8:0:0:1:0:0:1", "2001:db8::1:0:0:1"),
        ("1:2:3:4:5:6:7::", "1:2:3:4:5:6:7:0"),
        ("::ffff:192.0.2.1", "::ffff:192.0.2.1"),
        ("64:ff9b::192.0.2.33", "64:ff9b::c000:221"),
    ])
    func `prints its canonical text`(given: String, canonical: String) throws {
        let address = try #require(IPAddress(given))
        #expect(address.description == canonical)
        #expect(IPAddress(address.description) == address)
        #expect(IPAddress(bytes: address.bytes) == address)
    }

    @Test(arguments: [
        "", ".", ":", ":::", "1", "1.2.3", "1.2.3.4.5", "1.2.3.256", "01.2.3.4", "1.2.3.04",
        "1.2.3.4 ", " 1.2.3.4", "+1.2.3.4", "1.2.3.-4", "0x1.2.3.4", "1.2.3.", "::1::",
        "1:2:3:4:5:6:7", "1:2:3:4:5:6:7:8:9", "1:2:3:4:5:6:7:8::", "::1:2:3:4:5:6:7:8", "12345::",
        "g::", "fe80::1%eth0", ":1:2:3:4:5:6:7", "1:2:3:4:5:6:7:", "1.2.3.4::", "::1.2.3",
        "1:2:3:4:5:6:7:1.2.3.4", "１.2.3.4",
    ])
    func `refuses what is none`(text: String) {
        #expect(IPAddress(text) == nil)
        // The C library is of the same opinion.
        var storage = in6_addr()
        #expect(inet_pton(AF_INET, text, &storage) != 1)
        #expect(inet_pton(AF_INET6, text, &storage) != 1)
    }

    @Test func `agrees with the C library on random texts`() {
        var random = SystemRandomNumberGenerator()
        let alphabet = Array("0123456789abcdefF:::...")
        for _ in 0..<20_000 {
            let text = String(
                (0..<Int.random(in: 1...18, using: &random)).map { _ in
                    alphabet.randomElement(using: &random) ?? ":"
                })
            var storage = in6_addr()
            let known =
                inet_pton(AF_INET, text, &storage) == 1 || inet_pton(AF_INET6, text, &storage) == 1
            #expect((IPAddress(text) != nil) == known, "\(text)")
        }
    }

    @Test func `prints as the C library does`() throws {
        var random = SystemRandomNumberGenerator()
        for _ in 0..<5_000 {
            // Few distinct groups, so that runs of zeros are common.
            let bytes =
                (0..<8).flatMap { _ in [0, [0, 0, 1, 0xab].randomElement(using: &random) ?? 0] }
                as [UInt8]
            let address = try #require(IPAddress(bytes: bytes))
            var text = [CChar](repeating: 0, count: 64)
            _ = inet_ntop(AF_INET6, bytes, &text, 64)
            let expected = String(decoding: text.prefix { $0 != 0 }.map(UInt8.init), as: UTF8.self)
            // glibc also writes the deprecated IPv4-compatible form (::1.2.3.4); RFC 5952 does not.
            if expected.contains(".") { continue }
            #expect(address.description == expected)
        }
    }

    @Test func `sorts IPv4 before IPv6 and then by number`() throws {
        let texts = ["9.0.0.0", "10.0.0.0", "::1", "fe80::"]
        let addresses = try texts.map { try #require(IPAddress($0)) }
        #expect(addresses.shuffled().sorted() == addresses)
    }

    @Test func `knows the special blocks`() throws {
        #expect(try #require(IPAddress("fe80::1")).isLinkLocal)
        #expect(try #require(IPAddress("febf::1")).isLinkLocal)
        #expect(try !#require(IPAddress("fec0::1")).isLinkLocal)
        #expect(try #require(IPAddress("169.254.1.1")).isLinkLocal)
        #expect(try #require(IPAddress("239.1.1.1")).isMulticast)
        #expect(try !#require(IPAddress("240.0.0.1")).isMulticast)
        #expect(try #require(IPAddress("ff02::1")).isMulticast)
        #expect(try #require(IPAddress("127.255.0.1")).isLoopback)
        #expect(try #require(IPAddress("::1")).isLoopback)
        #expect(try !#require(IPAddress("::2")).isLoopback)
    }
}
