public import Addressing

/// What tells the stations of a link that an address is to be found at a MAC address.
///
/// A gateway that was replaced has the address of the old one and another MAC address; whoever talked
/// to the old one sends into the void until its entry grows old, which takes a switch or a router up
/// to half an hour. An announcement mends the entry at once.
///
/// It is not answered, so it can get lost. RFC 5227 §2.3 sends two, two seconds apart; RFC 4861
/// §7.2.6 sends up to three, *at least* one second apart, and closer together they are worth less:
/// what swallows one frame (a port that does not forward yet) swallows the next microsecond's too.
/// Whoever must exit at once spreads a few rounds over its run, and leaves those a second later to a
/// process that stays, or to the kernel (`RouteSocket.solicit(_:on:)` in `Netlink`, which repeats
/// itself and reaches the one neighbour that counts). The kernel's own `arp_notify` and `ndisc_notify`
/// are no help for addresses that are there already: they act when an address or the link comes.
///
/// Announce only what is in use: not an address that is tentative or a duplicate (RFC 4862 §5.4).
public struct Announcement: Hashable, Sendable {
    public let address: IPAddress
    public let macAddress: MACAddress

    public init(of address: IPAddress, at macAddress: MACAddress) {
        self.address = address
        self.macAddress = macAddress
    }

    /// One round of it: for IPv4 a gratuitous ARP request and reply, for IPv6 an unsolicited
    /// neighbour advertisement with the flags Router and Override.
    public var frames: [EthernetFrame] {
        switch address.family {
        case .ipv4: [request, reply]
        case .ipv6: [advertisement]
        }
    }
}
