import Testing

@Suite(.needsNetworkNamespace) struct `a network namespace of a test` {
    @Test func `holds loopback alone, for us and for the commands we start`() async throws {
        let links = try await NetworkNamespace.run { try Command.run("ip -brief link") }
        #expect(links.split(separator: "\n").count == 1)
        #expect(links.hasPrefix("lo "))
    }

    @Test func `can be joined to another by a veth pair`() async throws {
        try await NetworkNamespace.run {
            let other = try NetworkNamespace.make()
            try Command.run([
                "ip link add inner type veth peer name outer netns \(other.path)",
                "ip address add 192.0.2.1/24 dev inner",
                "ip link set inner up",
            ])
            try other.inside {
                try Command.run([
                    "ip address add 192.0.2.2/24 dev outer",
                    "ip link set outer up",
                ])
                // A veth may lose what is sent before its carrier is noticed.
                try Command.run("ping -c 1 -w 5 192.0.2.1")
            }
            #expect(try Command.run("ip -brief link").contains("inner@"))
            #expect(try !Command.run("ip -brief link").contains("outer@"))
        }
    }
}
