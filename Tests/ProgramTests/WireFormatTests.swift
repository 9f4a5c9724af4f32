import Foundation
import Testing

/// What a stranger sees of our packets; tshark is the judge.
@Suite(.serialized) struct `On the wire` {
    private static let fields = [
        "frame.time_epoch", "ip.src", "ip.ttl", "ip.dsfield.dscp", "ipv6.src", "ipv6.hlim",
        "ipv6.tclass.dscp", "udp.srcport", "udp.dstport", "bfd.version", "bfd.sta", "bfd.flags.p",
        "bfd.flags.f", "bfd.flags.d", "bfd.flags.m", "bfd.my_discriminator",
        "bfd.your_discriminator", "bfd.desired_min_tx_interval", "_ws.malformed", "_ws.expert",
    ]

    /// A captured packet, by the names of ``fields``.
    private typealias Packet = [String: String]

    private static let captured = Result { try capture() }

    /// What went over the wire while two daemons came up, changed a timer, and said farewell.
    private static func capture() throws -> [Packet] {
        var packets: [Packet] = []
        try Wire.with { wire in
            let file = wire.folder.appending(path: "capture.pcap").path
            let tcpdump = try wire.start(
                [
                    "tcpdump", "-i", "wire", "-U", "--immediate-mode", "-Z", "root", "-w", file,
                    "udp",
                ], at: .left)
            try waitUntil("tcpdump listens", within: .seconds(5)) {
                tcpdump.output.contains("listening on wire")
            }
            let left = try Responder(at: .left, of: wire)
            let right = try Responder(at: .right, of: wire)
            try left.waitFor("Up", "Up")
            try right.waitFor("Up", "Up")
            _ = try left.ask("session all set mintx 60 ms")
            try waitUntil("a hundred packets have come", within: .seconds(20)) {
                try left.receivedCount() >= 100
            }
            left.program.signal(SIGTERM)
            _ = try left.program.status(within: .seconds(5))
            tcpdump.signal(SIGTERM)
            _ = try tcpdump.status(within: .seconds(5))
            let command = try Command.run(
                ["tshark", "-r", file, "-Y", "bfd", "-T", "fields", "-E", "separator=|"]
                    + fields.flatMap { ["-e", $0] })
            packets = command.output.split(separator: "\n").map { line in
                let values = line.split(separator: "|", omittingEmptySubsequences: false)
                return Packet(uniqueKeysWithValues: zip(fields, values.map(String.init)))
            }
        }
        return packets
    }

    @Test func `every packet is as RFC 5880 and 5881 want it`() throws {
        let packets = try Self.captured.get()
        #expect(packets.count > 100)
        for packet in packets {
            #expect(packet["bfd.version"] == "1", "\(packet)")
            #expect(packet["_ws.malformed"] == "" && packet["_ws.expert"] == "", "\(packet)")
            #expect(packet["bfd.flags.d"] == "0" && packet["bfd.flags.m"] == "0", "\(packet)")
            #expect(packet["udp.dstport"] == "3784", "\(packet)")
            let isFour = packet["ip.src"] != ""
            // RFC 5881 §5, and network control in both families.
            #expect(packet[isFour ? "ip.ttl" : "ipv6.hlim"] == "255", "\(packet)")
            #expect(packet[isFour ? "ip.dsfield.dscp" : "ipv6.tclass.dscp"] == "48", "\(packet)")
            let isPoll = packet["bfd.flags.p"] == "1"
            #expect(!(isPoll && packet["bfd.flags.f"] == "1"), "\(packet)")
            // RFC 5880 §6.8.3: at least a second is said while not Up.
            if packet["bfd.sta"] != "0x03" {
                #expect(packet["bfd.desired_min_tx_interval"] == "1000000", "\(packet)")
            }
        }
        #expect(packets.contains { $0["bfd.flags.p"] == "1" }, "the change of a timer is polled")
        #expect(packets.contains { $0["bfd.flags.f"] == "1" }, "and confirmed")
        #expect(packets.contains { $0["bfd.sta"] == "0x00" }, "AdminDown is said")
    }

    @Test func `each session has a source port of its own and keeps it`() throws {
        var ports: [String: Set<Int>] = [:]
        for packet in try Self.captured.get() {
            let source = (packet["ip.src"] ?? "") + (packet["ipv6.src"] ?? "")
            ports[source, default: []].insert(Int(packet["udp.srcport"] ?? "") ?? 0)
        }
        #expect(ports.keys.sorted() == ["10.7.0.1", "10.7.0.2", "fd07::1", "fd07::2"])
        let all = ports.values.flatMap { $0 }
        #expect(all.count == 4, "\(ports)")
        #expect(all.allSatisfy { (49_152...65_535).contains($0) }, "\(ports)")
    }
}
