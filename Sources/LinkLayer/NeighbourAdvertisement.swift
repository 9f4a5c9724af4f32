import Addressing

extension Announcement {
    /// RFC 4861 §7.2.6: a neighbour advertisement that nobody asked for, to all nodes.
    var advertisement: EthernetFrame {
        let allNodes = IPAddress(.ipv6, value: 0xff02 << 112 | 1)
        // §4.4: type 136, code 0, room for the checksum, then the flags. Override, or a neighbour
        // keeps the address it has (§7.2.5). Router, or one that routes by us stops doing so.
        let router: UInt8 = 0x80
        let override: UInt8 = 0x20
        var message = [136, 0, 0, 0, router | override, 0, 0, 0] + address.bytes
        // §4.6.1: the target's link-layer address, in units of eight bytes.
        message += [2, 1] + macAddress.bytes

        let checksum = Self.checksum(of: message, from: address, to: allNodes)
        message.replaceSubrange(2..<4, with: checksum.networkOrder)
        return EthernetFrame(
            to: .multicast(for: allNodes), from: macAddress, type: 0x86dd,
            payload: Self.header(payload: message.count, from: address, to: allNodes) + message)
    }

    private static let icmp: UInt8 = 58

    /// RFC 8200 §3. A hop limit of 255 shows that no router passed it on (RFC 4861 §7.1.2).
    private static func header(
        payload count: Int, from source: IPAddress, to destination: IPAddress
    ) -> [UInt8] {
        [0x60, 0, 0, 0] + UInt16(count).networkOrder + [icmp, 255] + source.bytes
            + destination.bytes
    }

    /// RFC 4443 §2.3 and RFC 8200 §8.1: over a pseudo-header, then the message of whole 16-bit
    /// words whose checksum is still zero.
    static func checksum(
        of message: [UInt8], from source: IPAddress, to destination: IPAddress
    ) -> UInt16 {
        let covered =
            source.bytes + destination.bytes + UInt32(message.count).networkOrder
            + [0, 0, 0, icmp] + message
        var sum = stride(from: 0, to: covered.count, by: 2).reduce(UInt32(0)) {
            $0 + (UInt32(covered[$1]) << 8 | UInt32(covered[$1 + 1]))
        }
        while sum > 0xffff { sum = sum & 0xffff + sum >> 16 }
        return ~UInt16(truncatingIfNeeded: sum)
    }
}
