import Addressing
import Netlink
import Testing

@Suite(.needsNetworkNamespace) struct `neighbours` {
    @Test func `tell who has an address, and in what state that knowledge is`() async throws {
        try await VirtualEthernet.run { cable in
            try cable.becomeOperational()
            try Command.run([
                "ping -c 1 -W 2 192.0.2.2", "ping -c 1 -W 2 2001:db8::2",
                "ip neighbour add 192.0.2.9 lladdr 02:00:00:00:00:09 dev inner nud permanent",
                "ip neighbour add 2001:db8::9 lladdr 02:00:00:00:00:09 dev inner nud stale router",
                "ip neighbour add 192.0.2.10 dev inner nud failed",
            ])
            let socket = try RouteSocket.open()
            let index = try socket.link("inner").index
            let neighbours = try socket.neighbours()
            func neighbour(_ text: String) throws -> Neighbour {
                try #require(neighbours.first { $0.address.description == text })
            }
            for text in ["192.0.2.2", "2001:db8::2"] {
                #expect(try neighbour(text).state == .reachable)
                #expect(try neighbour(text).macAddress?.description == VirtualEthernet.outerMAC)
                #expect(try neighbour(text).interfaceIndex == index)
            }
            #expect(try neighbour("192.0.2.9").state == .permanent)
            #expect(try neighbour("2001:db8::9").state == .stale)
            #expect(try neighbour("2001:db8::9").isRouter)
            #expect(try neighbour("192.0.2.10").state == .failed)
            #expect(try neighbour("192.0.2.10").macAddress == nil)
        }
    }

    @Test(arguments: ["192.0.2.2", "2001:db8::2"])
    func `are asked by the kernel, and learn our IPv4 address from that`(
        theirs: String
    ) async throws {
        try await VirtualEthernet.run { cable in
            try cable.becomeOperational()
            // Who had our address before us had another MAC address, and more than a second has
            // passed (`locktime`, arp(7)).
            try cable.outside.inside {
                try Command.run([
                    "ip neighbour add 192.0.2.1 lladdr 02:00:00:00:00:99 dev outer nud reachable",
                    "sysctl -qw net.ipv4.neigh.outer.locktime=0",
                ])
            }
            let socket = try RouteSocket.open()
            let monitor = try RouteMonitor.open()
            try socket.solicit(
                #require(IPAddress(theirs)), on: #require(InterfaceName("inner")))
            try monitor.wait {
                try socket.neighbours().contains {
                    $0.address.description == theirs && $0.state == .reachable
                }
            }
            // The answer came after the question, so what the question taught is there.
            try cable.outside.inside {
                let learnt = try RouteSocket.open().neighbours().first {
                    theirs.contains(".")
                        ? $0.address.description == "192.0.2.1" : $0.address.isLinkLocal
                }
                #expect(learnt?.macAddress?.description == VirtualEthernet.innerMAC, "\(theirs)")
            }
        }
    }

    @Test func `that nobody answers for are announced as failed`() async throws {
        try await VirtualEthernet.run { cable in
            try cable.becomeOperational()
            try Command.run("sysctl -qw net.ipv4.neigh.inner.retrans_time_ms=50")
            let nobody = try #require(IPAddress("192.0.2.99"))
            let socket = try RouteSocket.open()
            let monitor = try RouteMonitor.open()
            try socket.solicit(nobody, on: #require(InterfaceName("inner")))
            try monitor.wait {
                try socket.neighbours().contains { $0.address == nobody && $0.state == .failed }
            }
        }
    }

    @Test func `cannot be asked on an interface that is not there`() async throws {
        try await NetworkNamespace.run {
            let socket = try RouteSocket.open()
            let address = try #require(IPAddress("2001:db8::1"))
            let ghost = try #require(InterfaceName("ghost0"))
            let error = try #require(throws: NetlinkError.self) {
                try socket.solicit(address, on: ghost)
            }
            #expect(error.isNotFound)
            #expect(
                error.description
                    == "ip -6 neighbour replace 2001:db8::1 dev ghost0 use: No such device")
        }
    }
}
