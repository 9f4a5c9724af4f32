public import Addressing
import CLibNL
import Glibc

extension RouteSocket {
    /// Makes a virtual interface, switched off; a name that is taken is an error (`isAlreadyThere`),
    /// a kind that this kernel lacks another (`isUnsupported`).
    public borrowing func addLink(
        _ name: InterfaceName, kind: LinkKind
    ) throws(NetlinkError) {
        let text = "ip link add \(name) type \(kind)"
        let link = try LinkObject.make(name, kind, text: text)
        var message: OpaquePointer?
        let status = rtnl_link_build_add_request(link.pointer, NLM_F_CREATE | NLM_F_EXCL, &message)
        guard status == 0, let message else { throw NetlinkError(request: text, code: ENOMEM) }
        try perform(Request.adopt(message, text: text))
    }
}

/// libnl's description of an interface, for as long as it takes to build a message of it.
private struct LinkObject: ~Copyable {
    let pointer: OpaquePointer

    private init(owning pointer: OpaquePointer) {
        self.pointer = pointer
    }

    static func make(
        _ name: InterfaceName, _ kind: LinkKind, text: String
    ) throws(NetlinkError) -> LinkObject {
        guard let pointer = rtnl_link_alloc() else {
            throw NetlinkError(request: text, code: ENOMEM)
        }
        let link = LinkObject(owning: pointer)
        rtnl_link_set_name(pointer, name.description)
        guard rtnl_link_set_type(pointer, kind.name) == 0 else {
            throw NetlinkError(request: text, code: ENOMEM)
        }
        switch kind {
        case .bridge, .other: break
        case .vrf(let table): rtnl_link_vrf_set_tableid(pointer, table)
        case .vxlan(let tunnel):
            rtnl_link_vxlan_set_id(pointer, tunnel.identifier)
            rtnl_link_vxlan_set_port(pointer, UInt32(tunnel.destinationPort))
            if let local = tunnel.local { try link.set(local, text: text) }
        }
        return link
    }

    private func set(_ local: IPAddress, text: String) throws(NetlinkError) {
        let bytes = local.bytes
        guard let address = nl_addr_build(Int32(local.family.code), bytes, bytes.count) else {
            throw NetlinkError(request: text, code: ENOMEM)
        }
        // The link keeps a copy.
        rtnl_link_vxlan_set_local(pointer, address)
        nl_addr_put(address)
    }

    deinit {
        rtnl_link_put(pointer)
    }
}
