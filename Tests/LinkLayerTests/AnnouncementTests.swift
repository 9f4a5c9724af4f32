import Addressing
import LinkLayer
import Testing

@Suite struct `an announcement` {
    private static func frames(_ address: String) throws -> [String] {
        let announcement = try Announcement(
            of: #require(IPAddress(address)), at: #require(MACAddress("02:42:ac:11:00:02")))
        return announcement.frames.map { frame in
            frame.bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
        }
    }

    @Test func `of IPv4 is a gratuitous ARP request, then a reply`() throws {
        // As `arping -U` and `arping -A` send them, but for the target of the request, which RFC 5227
        // §2.1.1 has be zero.
        #expect(
            try Self.frames("192.0.2.7") == [
                "ffffffffffff" + "0242ac110002" + "0806" + "0001" + "0800" + "06" + "04" + "0001"
                    + "0242ac110002" + "c0000207" + "000000000000" + "c0000207",
                "ffffffffffff" + "0242ac110002" + "0806" + "0001" + "0800" + "06" + "04" + "0002"
                    + "0242ac110002" + "c0000207" + "0242ac110002" + "c0000207",
            ])
    }

    @Test func `of IPv6 is a neighbour advertisement with Router and Override`() throws {
        #expect(
            try Self.frames("2001:db8::7") == [
                "333300000001" + "0242ac110002" + "86dd"
                    + "60000000" + "0020" + "3a" + "ff"
                    + "20010db8000000000000000000000007" + "ff020000000000000000000000000001"
                    + "88" + "00" + "ccc9" + "a0000000"
                    + "20010db8000000000000000000000007" + "02010242ac110002"
            ])
    }

    @Test func `has a checksum that makes the whole sum to ones`() throws {
        for address in ["2001:db8::7", "fe80::1", "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff"] {
            let announcement = try Announcement(
                of: #require(IPAddress(address)), at: #require(MACAddress("ff:ff:ff:ff:ff:ff")))
            let packet = try Array(#require(announcement.frames.first).bytes.dropFirst(14))
            // RFC 8200 §8.1: both addresses, the length and the next header, then the message.
            let covered = packet[8..<40] + [0, 0, 0, 32, 0, 0, 0, 58] + packet[40...]
            let words = stride(from: covered.startIndex, to: covered.endIndex, by: 2).map {
                UInt32(covered[$0]) << 8 | UInt32(covered[$0 + 1])
            }
            let sum = words.reduce(0, +)
            #expect((sum & 0xffff) + (sum >> 16) == 0xffff, "\(address)")
        }
    }
}
