public import Addressing
import CLibNL
import Glibc

extension RouteSocket {
    /// All interfaces of the namespace.
    public borrowing func links() throws(NetlinkError) -> [Link] {
        let request = try Request.make(
            RTM_GETLINK, flags: Request.dump, header: ifinfomsg(), text: "ip link show")
        // Counters are most of the answer, and nobody here reads them.
        try request.put(IFLA_EXT_MASK, UInt32(RTEXT_FILTER_SKIP_STATS))
        return try values(request, Link.init)
    }

    /// Switches an interface on or off.
    public borrowing func set(
        _ interface: InterfaceName, up isUp: Bool
    ) throws(NetlinkError) {
        let text = "ip link set \(interface) \(isUp ? "up" : "down")"
        var header = ifinfomsg(index: try index(of: interface, for: text))
        header.ifi_change = UInt32(IFF_UP)
        header.ifi_flags = isUp ? UInt32(IFF_UP) : 0
        try perform(Request.make(RTM_NEWLINK, header: header, text: text))
    }

    /// Makes an interface a port of a bridge or of a VRF, or of nothing any more.
    ///
    /// An interface that enters a VRF loses its IPv6 addresses, unless `keep_addr_on_down` says
    /// otherwise (Documentation/networking/ip-sysctl.rst).
    public borrowing func set(
        _ interface: InterfaceName, controller: InterfaceName?
    ) throws(NetlinkError) {
        let text =
            "ip link set \(interface) " + (controller.map { "master \($0)" } ?? "nomaster")
        let header = ifinfomsg(index: try index(of: interface, for: text))
        let request = try Request.make(RTM_NEWLINK, header: header, text: text)
        // Zero stands for none.
        var controllerIndex: Int32 = 0
        if let controller { controllerIndex = try index(of: controller, for: text) }
        try request.put(IFLA_MASTER, UInt32(bitPattern: controllerIndex))
        try perform(request)
    }

    /// Removes a virtual interface.
    public borrowing func removeLink(_ interface: InterfaceName) throws(NetlinkError) {
        let text = "ip link delete \(interface)"
        let header = ifinfomsg(index: try index(of: interface, for: text))
        try perform(Request.make(RTM_DELLINK, header: header, text: text))
    }

    /// The number of an interface, asked for on the way to what `text` stands for.
    borrowing func index(
        of interface: InterfaceName, for text: String
    ) throws(NetlinkError) -> Int32 {
        let request = try Request.make(RTM_GETLINK, header: ifinfomsg(), text: text)
        try request.put(IFLA_IFNAME, interface)
        guard let link = try values(request, Link.init).first else {
            throw NetlinkError(request: text, code: ENODEV)
        }
        return link.index
    }

    borrowing func interfaceNames() throws(NetlinkError) -> [Int32: InterfaceName] {
        try Dictionary(links().map { ($0.index, $0.name) }) { $1 }
    }
}

extension ifinfomsg {
    fileprivate init(index: Int32) {
        self.init()
        ifi_index = index
    }
}

extension Link {
    fileprivate init?(_ message: ReceivedMessage) {
        guard message.type == RTM_NEWLINK, let header = message.header(ifinfomsg.self)
        else { return nil }
        var name: InterfaceName?
        var macAddress: MACAddress?
        var operationalState = OperationalState.unknown
        var mtu: UInt32 = 0
        var kind: LinkKind?
        var controllerIndex: Int32?

        for attribute in message.attributes(after: ifinfomsg.self) {
            switch attribute.type {
            case IFLA_IFNAME: name = InterfaceName(attribute.string)
            case IFLA_ADDRESS: macAddress = MACAddress(bytes: attribute.bytes)
            case IFLA_MTU: mtu = attribute.number(UInt32.self) ?? 0
            case IFLA_OPERSTATE:
                operationalState =
                    attribute.number(UInt8.self).flatMap(OperationalState.init) ?? .unknown
            case IFLA_LINKINFO: kind = LinkKind(attribute)
            case IFLA_MASTER: controllerIndex = attribute.number(Int32.self)
            default: break
            }
        }
        guard let name else { return nil }
        self.init(
            index: header.ifi_index, name: name, macAddress: macAddress,
            isUp: header.ifi_flags & UInt32(IFF_UP) != 0,
            hasCarrier: header.ifi_flags & IFF_LOWER_UP.rawValue != 0,
            operationalState: operationalState, mtu: mtu, kind: kind,
            controllerIndex: controllerIndex)
    }
}

extension LinkKind {
    /// Reads `IFLA_LINKINFO`.
    fileprivate init?(_ information: ReceivedAttribute) {
        var name: String?
        var data: ReceivedAttribute?
        for attribute in ReceivedAttributes(in: information) {
            switch attribute.type {
            case IFLA_INFO_KIND: name = attribute.string
            case IFLA_INFO_DATA: data = attribute
            default: break
            }
        }
        guard let name else { return nil }
        let details = data.map { ReceivedAttributes(in: $0) }
        self =
            switch name {
            case "bridge": .bridge
            case "vrf": details.flatMap(Self.vrf) ?? .other(name)
            case "vxlan": details.flatMap(Self.vxlan) ?? .other(name)
            default: .other(name)
            }
    }

    private static func vrf(_ details: ReceivedAttributes) -> LinkKind? {
        details.first { $0.type == IFLA_VRF_TABLE }?.number(UInt32.self).map {
            .vrf(table: $0)
        }
    }

    private static func vxlan(_ details: ReceivedAttributes) -> LinkKind? {
        var identifier: UInt32?
        var local: IPAddress?
        var port: UInt16?
        for attribute in details {
            switch attribute.type {
            case IFLA_VXLAN_ID: identifier = attribute.number(UInt32.self)
            case IFLA_VXLAN_LOCAL, IFLA_VXLAN_LOCAL6: local = attribute.address
            // In network order, the only number here that is.
            case IFLA_VXLAN_PORT:
                port = attribute.number(UInt16.self).map(UInt16.init(bigEndian:))
            default: break
            }
        }
        guard let identifier, let port else { return nil }
        return VXLAN(identifier: identifier, local: local, destinationPort: port).map {
            .vxlan($0)
        }
    }
}
