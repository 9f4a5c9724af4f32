import Addressing

extension Announcement {
    /// RFC 5227 §2.3: a request for our own address. RFC 826 has every station take the sender of
    /// any request into an entry it has, which is why this form is the standard's (§3 there).
    var request: EthernetFrame { arp(operation: 1, target: [UInt8](repeating: 0, count: 6)) }

    /// The form of `arping -A`, for equipment that learns from replies only. RFC 5944 §4.6: its
    /// target is its sender in both addresses; Linux ignores it otherwise.
    var reply: EthernetFrame { arp(operation: 2, target: macAddress.bytes) }

    /// RFC 826, for IPv4 over Ethernet. Both protocol addresses are the one announced.
    private func arp(operation: UInt16, target: [UInt8]) -> EthernetFrame {
        let hardware: UInt16 = 1
        let ipv4: UInt16 = 0x0800
        return EthernetFrame(
            to: .broadcast, from: macAddress, type: 0x0806,
            payload: hardware.networkOrder + ipv4.networkOrder + [6, 4]
                + operation.networkOrder + macAddress.bytes + address.bytes + target
                + address.bytes)
    }
}
