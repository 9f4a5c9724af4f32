import Addressing
import Foundation
import Netlink
import Testing

@testable import LinkLayer

@Suite(.needsNetworkNamespace) struct `announcements on a link` {
    private static let announced = ["192.0.2.1", "2001:db8::1"]

    /// A neighbour that has not used its entry for long, or uses it right now.
    @Test(arguments: announced, ["stale", "reachable"])
    func `mend a neighbour's entry for a gateway that was replaced`(
        address: String, state: String
    ) async throws {
        try await VirtualEthernet.run { cable in
            try cable.becomeOperational()
            try cable.outside.inside {
                try Command.run(
                    "ip neighbour add \(address) lladdr 02:00:00:00:00:99 dev outer nud \(state)")
            }
            let inner = try RouteSocket.open().link("inner")
            let announcement = try Announcement(
                of: #require(IPAddress(address)), at: #require(inner.macAddress))
            try PacketSocket.open().send(announcement, by: inner.index)
            try Self.expectLearnt(address, beyond: cable)
        }
    }

    @Test(arguments: [0, 1])
    func `of IPv4 do so by the request alone, and by the reply alone`(
        form: Int
    ) async throws {
        try await VirtualEthernet.run { cable in
            try cable.becomeOperational()
            try cable.outside.inside {
                try Command.run(
                    "ip neighbour add 192.0.2.1 lladdr 02:00:00:00:00:99 dev outer nud reachable")
            }
            let inner = try RouteSocket.open().link("inner")
            let announcement = try Announcement(
                of: #require(IPAddress("192.0.2.1")), at: #require(inner.macAddress))
            try PacketSocket.open().send(
                announcement.frames[form], by: inner.index, for: "announce")
            try Self.expectLearnt("192.0.2.1", beyond: cable)
        }
    }

    @Test func `are sound to tcpdump`() async throws {
        try await VirtualEthernet.run { _ in
            let mac = try #require(MACAddress(VirtualEthernet.innerMAC))
            var frames: [EthernetFrame] = []
            for address in Self.announced {
                frames += try Announcement(of: #require(IPAddress(address)), at: mac).frames
            }
            let file = URL(filePath: "/tmp/announcements-\(UUID()).pcap")
            defer { try? FileManager.default.removeItem(at: file) }
            try Self.capture(of: frames).write(to: file)
            let text = try Command.run("tcpdump -nevvr \(file.path)")
            #expect(text.contains("Request who-has 192.0.2.1 tell 192.0.2.1, length 28"))
            #expect(text.contains("Reply 192.0.2.1 is-at 02:00:00:00:00:01, length 28"))
            #expect(text.contains("hlim 255"))
            #expect(text.contains("[icmp6 sum ok] ICMP6, neighbor advertisement"))
            #expect(text.contains("tgt is 2001:db8::1, Flags [router, override]"))
            #expect(
                text.contains(
                    "destination link-address option (2), length 8 (1): 02:00:00:00:00:01"))
        }
    }

    @Test func `are refused in words`() async throws {
        try await VirtualEthernet.run { _ in
            let announcement = try Announcement(
                of: #require(IPAddress("192.0.2.1")),
                at: #require(MACAddress(VirtualEthernet.innerMAC)))
            let socket = try PacketSocket.open()
            let missing = try #require(throws: LinkLayerError.self) {
                try socket.send(announcement, by: 4711)
            }
            #expect(missing.description == "announce 192.0.2.1: No such device or address")

            try Command.run("ip link set inner down")
            let inner = try RouteSocket.open().link("inner")
            let down = try #require(throws: LinkLayerError.self) {
                try socket.send(announcement, by: inner.index)
            }
            #expect(down.description == "announce 192.0.2.1: Network is down")

            let denied = try withoutCapabilities {
                try #require(throws: LinkLayerError.self) { _ = try PacketSocket.open() }
            }
            #expect(denied.isPermissionDenied)
            #expect(denied.description == "open an AF_PACKET socket: Operation not permitted")
        }
    }

    private static func expectLearnt(
        _ address: String, beyond cable: borrowing VirtualEthernet
    ) throws {
        try cable.outside.inside {
            let monitor = try RouteMonitor.open()
            let socket = try RouteSocket.open()
            try monitor.wait {
                try socket.neighbours().contains {
                    $0.address.description == address
                        && $0.macAddress?.description == VirtualEthernet.innerMAC
                }
            }
        }
    }

    /// A file of the format of pcap-savefile(5): Ethernet, no time.
    private static func capture(of frames: [EthernetFrame]) -> Data {
        func words(_ words: UInt32...) -> [UInt8] { words.flatMap(\.networkOrder) }
        var bytes = words(0xa1b2_c3d4, 0x0002_0004, 0, 0, 65535, 1)
        for frame in frames {
            let count = UInt32(frame.bytes.count)
            bytes += words(0, 0, count, count) + frame.bytes
        }
        return Data(bytes)
    }
}
