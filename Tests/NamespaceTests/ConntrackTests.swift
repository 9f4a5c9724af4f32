import Addressing
import Conntrack
import Testing

@Suite(.needsNetworkNamespace) struct `connection tracking` {
    private static let tracking = """
        table inet tracking {
            chain output { type filter hook output priority 0; ct state new accept; }
        }
        """

    private static func entries(
        _ family: IPAddress.Family, of socket: inout ConntrackSocket
    ) throws -> [Entry] {
        var entries: [Entry] = []
        try socket.forEachEntry(family: family) { entries.append($0) }
        return entries
    }

    /// Puts flows from 10.16.0.1 to 203.0.113.9 into the table.
    private static func insert(ports: ClosedRange<Int>, _ options: String = "") throws {
        for port in ports {
            try Command.run(
                "conntrack -I -p tcp -s 10.16.0.1 -d 203.0.113.9 --sport \(port) --dport 443"
                    + " --state ESTABLISHED -u ASSURED,SEEN_REPLY -t 600 \(options)")
        }
    }

    @Test(arguments: [
        (IPAddress.Family.ipv4, "192.0.2.1", "192.0.2.2", 1 as UInt8, 8 as UInt8),
        (.ipv6, "2001:db8::1", "2001:db8::2", 58, 128),
    ])
    func `lists flows as they are`(
        family: IPAddress.Family, source: String, destination: String, icmp: UInt8, echo: UInt8
    ) async throws {
        try await VirtualEthernet.run { cable in
            try cable.becomeOperational()
            try Command.run("nft -f -", input: Self.tracking)
            try Command.run("ping -c 1 -W 2 \(destination)")
            var socket = try ConntrackSocket.open()
            let entry = try #require(
                Self.entries(family, of: &socket).first { $0.protocolNumber == icmp })
            #expect(entry.original.source == IPAddress(source))
            #expect(entry.original.destination == IPAddress(destination))
            #expect(entry.reply.source == entry.original.destination)
            #expect(entry.reply.destination == entry.original.source)
            #expect(entry.status.isSuperset(of: [.confirmed, .seenReply]))
            #expect(entry.status.isDisjoint(with: [.sourceNAT, .sourceNATDone]))
            guard case .echo(echo, 0, let identifier) = entry.original.transport else {
                Issue.record("\(entry.original)")
                return
            }
            #expect(
                try Command.run("conntrack -L -f \(family) -o id").contains(" id=\(identifier) "))

            let other: IPAddress.Family = family == .ipv4 ? .ipv6 : .ipv4
            #expect(
                try Self.entries(other, of: &socket).allSatisfy { $0.family == other })
            try socket.delete(entry)
            #expect(try !Self.entries(family, of: &socket).contains(entry))
        }
    }

    @Test func `tells translated flows, zones and ports`() async throws {
        try await NetworkNamespace.run {
            try Self.insert(ports: 1000...1000, "--src-nat 192.0.2.7:2000 -w 5")
            var socket = try ConntrackSocket.open()
            let entry = try #require(Self.entries(.ipv4, of: &socket).first)
            #expect(entry.zone == 5)
            #expect(entry.original.transport == .ports(source: 1000, destination: 443))
            #expect(entry.reply.destination == IPAddress("192.0.2.7"))
            #expect(entry.reply.transport == .ports(source: 443, destination: 2000))
            #expect(entry.status.isSuperset(of: [.sourceNAT, .assured]))
            #expect(
                entry.original.description
                    == "-p tcp -s 10.16.0.1 -d 203.0.113.9 --sport 1000 --dport 443")
            #expect(try Command.run("conntrack -L \(entry.original)").contains("zone=5"))
            try socket.delete(entry)
            #expect(try Command.run("conntrack -C") == "0\n")
        }
    }

    @Test func `deletes an entry once, and not another of the same flow`() async throws {
        try await NetworkNamespace.run {
            try Self.insert(ports: 1000...1000)
            var socket = try ConntrackSocket.open()
            let entry = try #require(Self.entries(.ipv4, of: &socket).first)
            let later = Entry(
                id: entry.id &+ 1, original: entry.original, reply: entry.reply,
                status: entry.status)
            for wanted in [later, entry, entry] {
                do {
                    try socket.delete(wanted)
                    #expect(wanted == entry)
                } catch let error as ConntrackError {
                    #expect(error.isNotFound)
                    #expect(
                        error.description
                            == "conntrack -D -p tcp -s 10.16.0.1 -d 203.0.113.9 --sport 1000"
                            + " --dport 443: No such file or directory")
                }
            }
            #expect(try Self.entries(.ipv4, of: &socket).isEmpty)
        }
    }

    @Test func `cuts the flows that began before there was NAT, and no others`() async throws {
        try await NetworkNamespace.run {
            try Self.insert(ports: 1000...1019)
            try Self.insert(ports: 2000...2009, "--src-nat 192.0.2.7")
            var socket = try ConntrackSocket.open()
            let count = try socket.deleteEntries(family: .ipv4) {
                !$0.status.contains(.sourceNATDone) && !$0.status.contains(.sourceNAT)
            }
            #expect(count == 20)
            #expect(try Self.entries(.ipv4, of: &socket).count == 10)
            #expect(try socket.deleteEntries(family: .ipv6) { _ in true } == 0)
            #expect(try Command.run("conntrack -C") == "10\n")
        }
    }

    @Test func `counts`() async throws {
        try await NetworkNamespace.run {
            try Self.insert(ports: 1000...1002)
            var socket = try ConntrackSocket.open()
            let statistics = try socket.statistics()
            #expect(statistics.entries == 3)
            let maximum = try Command.run("sysctl -n net.netfilter.nf_conntrack_max")
            #expect(statistics.maximum.map { "\($0)\n" } == maximum)
            #expect(statistics.insertFailed == 0 && statistics.earlyDrop == 0)
        }
    }

    @Test func `counts what could not get a port`() async throws {
        try await VirtualEthernet.run { cable in
            try cable.becomeOperational()
            // One port for all flows to one destination: the second one finds none.
            try Command.run(
                "nft -f -",
                input: """
                    table ip nat {
                        chain postrouting {
                            type nat hook postrouting priority 100;
                            meta l4proto udp snat to 192.0.2.1:5000
                        }
                    }
                    """)
            try Command.run("ping -c 1 -W 2 192.0.2.2")
            // From a port of its own each; the sender is told of the loss, and goes on.
            try Command.run(
                "bash", input: "for i in 1 2 3; do echo > /dev/udp/192.0.2.2/9; done; true")
            var socket = try ConntrackSocket.open()
            let statistics = try socket.statistics()
            #expect(statistics.insertFailed == 2)
            #expect(statistics.drop == 2)

            // The echo asked the rules for source NAT, and none was for it.
            let echo = try #require(
                Self.entries(.ipv4, of: &socket).first { $0.protocolNumber == 1 })
            #expect(echo.status.contains(.sourceNATDone))
            #expect(!echo.status.contains(.sourceNAT))
        }
    }

    @Test func `is for those who have the capability`() async throws {
        try await NetworkNamespace.run {
            try withoutCapabilities {
                var socket = try ConntrackSocket.open()
                let error = try #require(throws: ConntrackError.self) {
                    try socket.forEachEntry(family: .ipv6) { _ in }
                }
                #expect(error.isPermissionDenied)
                #expect(error.description == "conntrack -L -f ipv6: Operation not permitted")
                let again = try #require(throws: ConntrackError.self) { try socket.statistics() }
                #expect(again.isPermissionDenied)
            }
        }
    }
}
