import Addressing
import CLibNL

extension RouteSocket {
    /// The addresses of all interfaces, of both families.
    public borrowing func addresses() throws(NetlinkError) -> [InterfaceAddress] {
        try values(
            Request.make(
                RTM_GETADDR, flags: Request.dump, header: ifaddrmsg(), text: "ip address show"),
            InterfaceAddress.init)
    }
}

extension InterfaceAddress {
    fileprivate init?(_ message: ReceivedMessage) {
        guard message.type == RTM_NEWADDR, let header = message.header(ifaddrmsg.self),
            let family = IPAddress.Family(code: header.ifa_family),
            header.ifa_prefixlen <= family.bitWidth
        else { return nil }
        var local: IPAddress?
        var onLink: IPAddress?
        var flags = UInt32(header.ifa_flags)
        for attribute in message.attributes(after: ifaddrmsg.self) {
            switch attribute.type {
            case IFA_LOCAL: local = attribute.address
            case IFA_ADDRESS: onLink = attribute.address
            // All of them; the header has room for eight.
            case IFA_FLAGS: flags = attribute.number(UInt32.self) ?? flags
            default: break
            }
        }
        // linux/if_addr.h: IFA_ADDRESS is the other end where there is one, else the address
        // itself, and then IPv6 leaves IFA_LOCAL out.
        guard let address = local ?? onLink else { return nil }
        self.init(
            interfaceIndex: Int32(bitPattern: header.ifa_index), address: address,
            peer: onLink == address ? nil : onLink, prefixLength: Int(header.ifa_prefixlen),
            scope: Scope(rawValue: header.ifa_scope), flags: Flags(rawValue: flags))
    }
}
