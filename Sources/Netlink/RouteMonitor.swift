import CLibNL
import Glibc

/// A subscription to what changes in the network namespace of the thread that opened it.
///
/// It says which kind of thing changed, not how: whoever wants to know reads the thing again through
/// a ``RouteSocket``, and so never acts on a state that is past.
public struct RouteMonitor: ~Copyable {
    private let handle: OpaquePointer

    /// Kinds of things that changed, of either address family.
    public struct Changes: OptionSet, Hashable, Sendable {
        public let rawValue: UInt8

        public init(rawValue: UInt8) {
            self.rawValue = rawValue
        }

        public static let links = Changes(rawValue: 1 << 0)
        public static let addresses = Changes(rawValue: 1 << 1)
        public static let routes = Changes(rawValue: 1 << 2)
        public static let rules = Changes(rawValue: 1 << 3)
        public static let neighbours = Changes(rawValue: 1 << 4)
        /// The parameters of interfaces that the kernel announces: forwarding, `rp_filter` and some
        /// more (`NETCONFA_…`, linux/netconf.h).
        public static let parameters = Changes(rawValue: 1 << 5)

        /// What counts after more was announced than the socket could hold.
        public static let everything: Changes = [
            .links, .addresses, .routes, .rules, .neighbours, .parameters,
        ]
    }

    private init(owning handle: OpaquePointer) {
        self.handle = handle
    }

    /// Subscribes; what changes from then on is not missed.
    public static func open() throws(NetlinkError) -> RouteMonitor {
        try open(groups: [
            RTNLGRP_LINK, RTNLGRP_NEIGH, RTNLGRP_IPV4_IFADDR, RTNLGRP_IPV6_IFADDR,
            RTNLGRP_IPV4_ROUTE, RTNLGRP_IPV6_ROUTE, RTNLGRP_IPV4_RULE, RTNLGRP_IPV6_RULE,
            RTNLGRP_IPV4_NETCONF, RTNLGRP_IPV6_NETCONF,
        ])
    }

    static func open(groups: [rtnetlink_groups]) throws(NetlinkError) -> RouteMonitor {
        let request = "subscribe to NETLINK_ROUTE"
        guard let handle = nl_socket_alloc() else {
            throw NetlinkError(request: request, code: ENOMEM)
        }
        let monitor = RouteMonitor(owning: handle)
        guard nl_connect(handle, NETLINK_ROUTE) == 0,
            nl_socket_set_nonblocking(handle) == 0,
            nl_socket_set_buffer_size(handle, receiveBuffer, 0) == 0
        else { throw NetlinkError(request: request, code: errno) }
        for group in groups {
            guard nl_socket_add_membership(handle, Int32(group.rawValue)) == 0 else {
                throw NetlinkError(request: request, code: errno)
            }
        }
        return monitor
    }

    deinit {
        nl_socket_free(handle)
    }

    /// In bytes: some hundreds of announcements, of about a kilobyte in the kernel each.
    private static let receiveBuffer: Int32 = 1 << 18

    /// Readable when something changed; for `poll(2)`, which is all that may be done with it.
    public var descriptor: Int32 { nl_socket_get_fd(handle) }

    /// Everything that changed since the last call, at once and without waiting.
    public borrowing func drain() throws(NetlinkError) -> Changes {
        var changes: Changes = []
        while true {
            do throws(NetlinkError) {
                let datagram = try Datagram.receive(from: handle, for: "read NETLINK_ROUTE")
                for message in datagram.messages { changes.formUnion(Changes(message)) }
            } catch {
                switch error.code {
                case ETIMEDOUT: return changes
                // The socket was full and announcements were dropped.
                case ENOBUFS: changes = .everything
                default: throw error
                }
            }
        }
    }
}

extension RouteMonitor.Changes {
    fileprivate init(_ message: ReceivedMessage) {
        self =
            switch message.type {
            case RTM_NEWLINK, RTM_DELLINK: .links
            case RTM_NEWADDR, RTM_DELADDR: .addresses
            case RTM_NEWROUTE, RTM_DELROUTE: .routes
            case RTM_NEWRULE, RTM_DELRULE: .rules
            case RTM_NEWNEIGH, RTM_DELNEIGH: .neighbours
            case RTM_NEWNETCONF, RTM_DELNETCONF: .parameters
            default: []
            }
    }
}
