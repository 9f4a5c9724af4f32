import Addressing
import Testing

@Suite struct `a prefix` {
    @Test(arguments: [
        ("10.16.0.0/16", "10.16.0.0", "10.16.255.255"),
        ("10.16.0.12", "10.16.0.12", "10.16.0.12"),
        ("0.0.0.0/0", "0.0.0.0", "255.255.255.255"),
        ("::/0", "::", "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff"),
        ("fd00:10:16::/112", "fd00:10:16::", "fd00:10:16::ffff"),
        ("fd00::1", "fd00::1", "fd00::1"),
    ])
    func `reaches from its first address to its last`(
        text: String, first: String, last: String
    ) throws {
        let prefix = try #require(Prefix(text))
        #expect(prefix.address == IPAddress(first))
        #expect(prefix.last == IPAddress(last))
        #expect(prefix.contains(prefix.address))
        #expect(prefix.contains(prefix.last))
        #expect(Prefix(prefix.description) == prefix)
    }

    @Test(arguments: [
        "", "/", "/8", "10.0.0.0/", "10.0.0.0/33", "10.0.0.0/-1", "10.0.0.0/+8", "10.0.0.0/8/8",
        "10.0.0.0/ 8", "::/129", "10.0.0.0/255.0.0.0", "10.0.0.0/99999999999999999999",
    ])
    func `refuses what is none`(text: String) {
        #expect(Prefix(text) == nil)
        #expect(Prefix(masking: text) == nil)
    }

    @Test func `refuses host bits unless told to clear them`() {
        #expect(Prefix("10.16.0.5/16") == nil)
        #expect(Prefix(masking: "10.16.0.5/16") == Prefix("10.16.0.0/16"))
        #expect(Prefix(masking: "fd00::5/64") == Prefix("fd00::/64"))
        #expect(Prefix(masking: "ffff::5/0") == Prefix("::/0"))
    }

    @Test func `contains only its own family`() throws {
        let all = try #require(Prefix("0.0.0.0/0"))
        #expect(try !all.contains(#require(IPAddress("::1"))))
        #expect(try all.contains(#require(Prefix("10.0.0.0/8"))))
        #expect(try !#require(Prefix("10.0.0.0/9")).contains(#require(Prefix("10.0.0.0/8"))))
    }
}

@Suite struct `address ranges` {
    @Test(arguments: [
        (["10.0.0.0/8", "10.1.0.0/16", "10.0.0.0/8"], ["10.0.0.0-10.255.255.255"]),
        (["10.0.1.0/24", "10.0.0.0/24"], ["10.0.0.0-10.0.1.255"]),
        (["10.0.0.0/24", "10.0.2.0/24"], ["10.0.0.0-10.0.0.255", "10.0.2.0-10.0.2.255"]),
        (["255.255.255.255", "0.0.0.0/0"], ["0.0.0.0-255.255.255.255"]),
        (
            ["ffff::/16", "255.255.255.255", "::"],
            [
                "255.255.255.255-255.255.255.255", "::-::",
                "ffff::-ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff",
            ]
        ),
        ([], []),
    ])
    func `cover prefixes without overlap`(prefixes: [String], ranges: [String]) throws {
        let covering = AddressRange.covering(try prefixes.map { try #require(Prefix($0)) })
        #expect(covering.map { "\($0.first)-\($0.last)" } == ranges)
    }
}

@Suite struct `an interface name` {
    @Test(arguments: ["eth0", "net1", "a", "veth12345678901", "br-int", "eth0.100", "é"])
    func `is what the kernel takes`(text: String) {
        #expect(InterfaceName(text)?.description == text)
    }

    @Test(arguments: ["", ".", "..", "veth123456789012", "a b", "a/b", "a:b", "a\nb"])
    func `is not what the kernel refuses`(text: String) {
        #expect(InterfaceName(text) == nil)
    }
}

@Suite struct `a MAC address` {
    @Test func `prints as ip does`() throws {
        let address = try #require(MACAddress("0A:58:c0:a8:00:02"))
        #expect(address.description == "0a:58:c0:a8:00:02")
        #expect(MACAddress(bytes: address.bytes) == address)
        #expect(MACAddress.broadcast.description == "ff:ff:ff:ff:ff:ff")
    }

    @Test(arguments: [
        "", "0a:58:c0:a8:00", "0a:58:c0:a8:00:02:03", "0a:58:c0:a8:0:02", "+a:58:c0:a8:00:02",
    ])
    func `is refused when it is none`(text: String) {
        #expect(MACAddress(text) == nil)
    }

    @Test func `of a multicast group ends as the group does`() throws {
        #expect(
            try MACAddress.multicast(for: #require(IPAddress("ff02::1:ff00:1"))).description
                == "33:33:ff:00:00:01")
    }
}
