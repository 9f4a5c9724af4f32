public import Addressing
import CLibNL

extension RouteSocket {
    /// The routes of one table; a table that was never written to is empty.
    public borrowing func routes(
        family: IPAddress.Family, table: UInt32
    ) throws(NetlinkError) -> [Route] {
        try routes(family: family, only: table)
    }

    /// The routes of all tables, the kernel's own (`local`) among them.
    public borrowing func routes(family: IPAddress.Family) throws(NetlinkError) -> [Route] {
        try routes(family: family, only: nil)
    }

    private borrowing func routes(
        family: IPAddress.Family, only table: UInt32?
    ) throws(NetlinkError) -> [Route] {
        let request = try Request.make(
            RTM_GETROUTE, flags: Request.dump, header: rtmsg(family: family),
            text: "ip \(family.option) route show table "
                + (table.map(RoutingTable.name) ?? "all"))
        if let table { try request.put(Int(RTA_TABLE.rawValue), table) }
        let names = try interfaceNames()
        do throws(NetlinkError) {
            return try values(request) { Route($0, names) }
                // A kernel without the family or the filter answers with more.
                .filter { $0.family == family && (table == nil || $0.table == table) }
        } catch {
            guard table != nil, error.isNotFound else { throw error }
            return []
        }
    }

    /// Adds a route in the place of what its table has with the same destination and metric.
    public borrowing func replace(_ route: Route) throws(NetlinkError) {
        try perform(
            request(RTM_NEWROUTE, flags: NLM_F_CREATE | NLM_F_REPLACE, route, verb: "replace"))
    }

    /// Removes a route; one that is not there is an error (`isNotFound`).
    public borrowing func remove(_ route: Route) throws(NetlinkError) {
        try perform(request(RTM_DELROUTE, route, verb: "delete"))
    }

    private borrowing func request(
        _ type: Int, flags: Int32 = 0, _ route: Route, verb: String
    ) throws(NetlinkError) -> Request {
        var header = rtmsg(family: route.family)
        header.rtm_dst_len = UInt8(route.destination.length)
        header.rtm_tos = route.extras.typeOfService
        header.rtm_table = UInt8(exactly: route.table) ?? UInt8(RT_TABLE_UNSPEC.rawValue)
        header.rtm_protocol = route.protocolNumber
        header.rtm_scope =
            (route.extras.scope ?? Route.ordinaryScope(route.family, route.gateway))
            .rawValue
        header.rtm_type = route.extras.kind.rawValue
        header.rtm_flags = route.isOnLink ? UInt32(RTNH_F_ONLINK) : 0

        let text = "ip \(route.family.option) route \(verb) \(route)"
        let request = try Request.make(type, flags: flags, header: header, text: text)
        if route.destination.length > 0 {
            try request.put(RTA_DST, route.destination.address.bytes)
        }
        if let gateway = route.gateway {
            if gateway.family == route.family {
                try request.put(RTA_GATEWAY, gateway.bytes)
            } else {
                // struct rtvia: the family in two bytes, then the address.
                try request.put(
                    RTA_VIA,
                    withUnsafeBytes(of: UInt16(gateway.family.code), Array.init)
                        + gateway.bytes)
            }
        }
        if let interface = route.interface {
            try request.put(RTA_OIF, UInt32(bitPattern: index(of: interface, for: text)))
        }
        try request.put(RTA_TABLE, route.table)
        if route.metric != 0 { try request.put(RTA_PRIORITY, route.metric) }
        try request.put(route.extras.attributes)
        return request
    }
}

extension Request {
    fileprivate func put(_ type: rtattr_type_t, _ number: UInt32) throws(NetlinkError) {
        try put(Int(type.rawValue), number)
    }

    fileprivate func put(_ type: rtattr_type_t, _ bytes: [UInt8]) throws(NetlinkError) {
        try put(Int(type.rawValue), bytes)
    }
}

extension rtmsg {
    fileprivate init(family: IPAddress.Family) {
        self.init()
        rtm_family = family.code
    }
}

extension Route {
    /// What `ip` gives where none is said: a route without a gateway reaches the link only. IPv6
    /// has no scopes.
    fileprivate static func ordinaryScope(
        _ family: IPAddress.Family, _ gateway: IPAddress?
    ) -> Scope {
        family == .ipv6 || gateway != nil ? .global : .link
    }

    fileprivate init?(_ message: ReceivedMessage, _ names: [Int32: InterfaceName]) {
        guard message.type == RTM_NEWROUTE, let header = message.header(rtmsg.self),
            let family = IPAddress.Family(code: header.rtm_family),
            header.rtm_flags & UInt32(RTM_F_CLONED) == 0,
            var destination = Prefix(IPAddress(family, value: 0), length: 0)
        else { return nil }
        var gateway: IPAddress?
        var interface: InterfaceName?
        var table = UInt32(header.rtm_table)
        var metric: UInt32 = 0
        var extras = Extras()
        extras.kind = Kind(rawValue: header.rtm_type)
        extras.typeOfService = header.rtm_tos

        for attribute in message.attributes(after: rtmsg.self) {
            switch rtattr_type_t(UInt32(attribute.type)) {
            case RTA_DST:
                guard let prefix = attribute.prefix(length: header.rtm_dst_len) else { return nil }
                destination = prefix
            case RTA_GATEWAY: gateway = attribute.address
            case RTA_VIA: gateway = IPAddress(bytes: attribute.bytes.dropFirst(2))
            case RTA_OIF:
                interface = attribute.number(Int32.self).flatMap { names[$0] }
                // It came after the names were read.
                if interface == nil { extras.attributes.append(attribute.copy) }
            case RTA_TABLE: table = attribute.number(UInt32.self) ?? table
            case RTA_PRIORITY: metric = attribute.number(UInt32.self) ?? metric
            // Use counts and ages; the ordinary router preference (RFC 4191 §2.1).
            case RTA_CACHEINFO: break
            case RTA_PREF where attribute.number(UInt8.self) == 0: break
            default: extras.attributes.append(attribute.copy)
            }
        }
        let scope = Scope(rawValue: header.rtm_scope)
        if scope != Self.ordinaryScope(family, gateway) { extras.scope = scope }
        self.init(
            to: destination, via: gateway, interface: interface,
            isOnLink: header.rtm_flags & UInt32(RTNH_F_ONLINK) != 0, table: table, metric: metric,
            protocolNumber: header.rtm_protocol, extras: extras)
    }
}
