import Addressing
import Netlink
import Sysctl
import Testing

@Suite(.needsNetworkNamespace) struct `addresses of interfaces` {
    @Test func `tell their connected prefix and their scope`() async throws {
        try await VirtualEthernet.run { _ in
            try Command.run([
                "ip address add 192.0.2.3/24 dev inner",
                "ip address add 198.51.100.1 peer 203.0.113.9/28 dev inner",
                "ip address add 2001:db8:1::1 peer 2001:db8:2::9/64 dev inner nodad",
                "ip address add 10.0.0.1/8 dev inner noprefixroute scope link",
                "ip address add fd00::1/64 dev inner nodad preferred_lft 0",
            ])
            let socket = try RouteSocket.open()
            let index = try socket.link("inner").index
            let addresses = try socket.addresses().filter { $0.interfaceIndex == index }
            func address(_ text: String) throws -> InterfaceAddress {
                try #require(addresses.first { $0.address.description == text })
            }

            #expect(try address("192.0.2.1").prefix == Prefix("192.0.2.0/24"))
            #expect(try !address("192.0.2.1").isSecondary)
            #expect(try address("192.0.2.3").isSecondary)
            #expect(try address("192.0.2.3").scope == .global)

            let pointToPoint = try address("198.51.100.1")
            #expect(pointToPoint.peer == IPAddress("203.0.113.9"))
            #expect(pointToPoint.prefix == Prefix("203.0.113.0/28"))
            #expect(pointToPoint.description == "198.51.100.1 peer 203.0.113.9/28")
            #expect(try address("2001:db8:1::1").prefix == Prefix("2001:db8:2::/64"))

            #expect(try address("10.0.0.1").scope == .link)
            #expect(try address("10.0.0.1").flags.contains(.noPrefixRoute))
            #expect(try address("fd00::1").flags.contains(.deprecated))
            #expect(try !address("fd00::1").isTentative)
            #expect(addresses.contains { $0.address.isLinkLocal && $0.scope == .link })
        }
    }

    @Test func `are tentative until nobody else is found to have them`() async throws {
        try await VirtualEthernet.run { cable in
            try cable.becomeOperational()
            let monitor = try RouteMonitor.open()
            let socket = try RouteSocket.open()
            func flags(_ text: String) throws -> InterfaceAddress? {
                try socket.addresses().first { $0.address.description == text }
            }
            _ = try Parameter("net", "ipv6", "conf", "inner", "accept_dad").set(1)
            // The cable's other end has this one.
            try Command.run([
                "ip address add 2001:db8::2/64 dev inner",
                "ip address add 2001:db8::3/64 dev inner",
            ])
            #expect(try flags("2001:db8::3")?.isTentative == true)
            try monitor.wait { try flags("2001:db8::2")?.dadFailed == true }
            try monitor.wait { try flags("2001:db8::3")?.isTentative == false }
            #expect(try flags("2001:db8::3")?.dadFailed == false)
        }
    }
}
