public import Addressing
import CLibNL

extension RouteSocket {
    /// The neighbours of all interfaces, of both families.
    public borrowing func neighbours() throws(NetlinkError) -> [Neighbour] {
        try values(
            Request.make(
                RTM_GETNEIGH, flags: Request.dump, header: ndmsg(), text: "ip neighbour show"),
            Neighbour.init)
    }

    /// Has the kernel find out who has `address` on `interface`, unless it knows; returns at once.
    ///
    /// The kernel asks up to three times, a second apart, even when this process is gone by then,
    /// and marks the neighbour as failed in the end. Who has an IPv4 address learns from the question
    /// where ours in the same block is to be found (RFC 826), and the answer proves it, which an
    /// announcement cannot. With IPv6 it learns no more than our link-local address, from which the
    /// kernel asks (net/ipv6/ndisc.c), and nothing is asked while that one is tentative.
    public borrowing func solicit(
        _ address: IPAddress, on interface: InterfaceName
    ) throws(NetlinkError) {
        let text =
            "ip \(address.family.option) neighbour replace \(address) dev \(interface) use"
        var header = ndmsg()
        header.ndm_family = address.family.code
        header.ndm_ifindex = try index(of: interface, for: text)
        header.ndm_flags = UInt8(NTF_USE)
        let request = try Request.make(
            RTM_NEWNEIGH, flags: NLM_F_CREATE | NLM_F_REPLACE, header: header, text: text)
        try request.put(NDA_DST, address.bytes)
        try perform(request)
    }
}

extension Neighbour {
    fileprivate init?(_ message: ReceivedMessage) {
        guard message.type == RTM_NEWNEIGH, let header = message.header(ndmsg.self),
            // A bridge's forwarding entries are of a family of their own.
            IPAddress.Family(code: header.ndm_family) != nil,
            let state = State(rawValue: header.ndm_state)
        else { return nil }
        var address: IPAddress?
        var macAddress: MACAddress?
        for attribute in message.attributes(after: ndmsg.self) {
            switch attribute.type {
            case NDA_DST: address = attribute.address
            case NDA_LLADDR: macAddress = MACAddress(bytes: attribute.bytes)
            default: break
            }
        }
        guard let address else { return nil }
        self.init(
            interfaceIndex: header.ndm_ifindex, address: address, macAddress: macAddress,
            state: state, isRouter: Int32(header.ndm_flags) & NTF_ROUTER != 0)
    }
}
