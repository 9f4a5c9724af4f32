import Addressing
import Netlink
import Testing

@Suite(.needsNetworkNamespace) struct `interfaces` {
    @Test func `tell what they are and what they are up to`() async throws {
        try await VirtualEthernet.run { cable in
            let socket = try RouteSocket.open()
            let loopback = try socket.link("lo")
            #expect(loopback.index == 1)
            #expect(loopback.kind == nil)
            #expect(!loopback.isUp && !loopback.hasCarrier)

            try Command.run("ip link set inner mtu 1400")
            let inner = try socket.link("inner")
            #expect(inner.macAddress?.description == VirtualEthernet.innerMAC)
            #expect(inner.mtu == 1400)
            #expect(inner.kind == .other("veth"))
            #expect(inner.controllerIndex == nil)
            #expect(inner.isUp && inner.hasCarrier)

            try cable.outside.inside { try Command.run("ip link set outer down") }
            let monitor = try RouteMonitor.open()
            try monitor.wait { try !socket.link("inner").hasCarrier }
            #expect(try socket.link("inner").isUp)
            // Which of the two depends on the kernel, for a peer in another namespace.
            let withoutCarrier: [Link.OperationalState] = [.down, .lowerLayerDown]
            try monitor.wait {
                try withoutCarrier.contains(socket.link("inner").operationalState)
            }
        }
    }

    @Test func `are switched on and off`() async throws {
        try await VirtualEthernet.run { _ in
            let socket = try RouteSocket.open()
            let inner = try #require(InterfaceName("inner"))
            try socket.set(inner, up: false)
            #expect(try !socket.link("inner").isUp)
            #expect(try Command.run("ip -brief link show inner").contains("DOWN"))
            try socket.set(inner, up: true)
            #expect(try socket.link("inner").isUp)

            let ghost = try #require(InterfaceName("ghost0"))
            let error = try #require(throws: NetlinkError.self) { try socket.set(ghost, up: true) }
            #expect(error.isNotFound)
            #expect(error.description == "ip link set ghost0 up: No such device")
        }
    }

    @Test func `carry a tunnel in a bridge, for EVPN`() async throws {
        try await VirtualEthernet.run { _ in
            let socket = try RouteSocket.open()
            let bridge = try #require(InterfaceName("br-vpn"))
            let tunnel = try #require(InterfaceName("vxlan-vpn"))
            let settings = try #require(
                LinkKind.VXLAN(identifier: 1016, local: IPAddress("192.0.2.1")))
            try socket.addLink(bridge, kind: .bridge)
            try socket.addLink(tunnel, kind: .vxlan(settings))
            try socket.set(tunnel, controller: bridge)
            for link in [bridge, tunnel] { try socket.set(link, up: true) }

            #expect(try socket.link("br-vpn").kind == .bridge)
            #expect(try socket.link("vxlan-vpn").kind == .vxlan(settings))
            #expect(
                try socket.link("vxlan-vpn").controllerIndex == socket.link("br-vpn").index)
            let details = try Command.run("ip -details link show vxlan-vpn")
            #expect(details.contains("vxlan id 1016 local 192.0.2.1 "))
            #expect(details.contains(" dstport 4789 "))
            #expect(details.contains("master br-vpn"))

            let again = try #require(throws: NetlinkError.self) {
                try socket.addLink(tunnel, kind: .vxlan(settings))
            }
            #expect(again.isAlreadyThere)
            #expect(
                again.description
                    == "ip link add vxlan-vpn type vxlan id 1016 local 192.0.2.1 dstport 4789:"
                    + " File exists")

            try socket.set(tunnel, controller: nil)
            #expect(try socket.link("vxlan-vpn").controllerIndex == nil)
            try socket.removeLink(tunnel)
            let gone = try #require(throws: NetlinkError.self) { try socket.removeLink(tunnel) }
            #expect(gone.isNotFound)
        }
    }

    @Test func `can be tunnels over IPv6`() async throws {
        try await NetworkNamespace.run {
            let socket = try RouteSocket.open()
            let name = try #require(InterfaceName("vxlan-vpn"))
            let settings = try #require(
                LinkKind.VXLAN(identifier: 16_777_215, local: IPAddress("2001:db8::1")))
            try socket.addLink(name, kind: .vxlan(settings))
            #expect(try socket.link("vxlan-vpn").kind == .vxlan(settings))
            #expect(
                try Command.run("ip -details link show vxlan-vpn").contains("local 2001:db8::1 "))
        }
    }

    @Test func `can be a VRF, or the kernel says that it has none`() async throws {
        try await NetworkNamespace.run {
            let socket = try RouteSocket.open()
            let name = try #require(InterfaceName("vrf-vpn"))
            do {
                try socket.addLink(name, kind: .vrf(table: 2000))
                #expect(try socket.link("vrf-vpn").kind == .vrf(table: 2000))
                #expect(
                    try Command.run("ip -details link show vrf-vpn").contains("vrf table 2000"))
            } catch let error as NetlinkError {
                #expect(error.isUnsupported)
                #expect(
                    error.description
                        == "ip link add vrf-vpn type vrf table 2000: Operation not supported"
                        + " (Unknown device type)")
            }
        }
    }

    @Test func `need a capability to be made`() async throws {
        try await NetworkNamespace.run {
            let name = try #require(InterfaceName("br-vpn"))
            let error = try withoutCapabilities {
                let socket = try RouteSocket.open()
                return try #require(throws: NetlinkError.self) {
                    try socket.addLink(name, kind: .bridge)
                }
            }
            #expect(error.isPermissionDenied)
            #expect(
                error.description == "ip link add br-vpn type bridge: Operation not permitted")
        }
    }
}
