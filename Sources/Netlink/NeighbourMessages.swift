import Addressing
import CLibNL

extension RouteSocket {
    /// The neighbours of all interfaces, of both families.
    public borrowing func neighbours() throws(NetlinkError) -> [Neighbour] {
        try values(
            Request.make(
                RTM_GETNEIGH, flags: Request.dump, header: ndmsg(), text: "ip neighbour show"),
            Neighbour.init)
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
