import Addressing
import BFDControl
import Glibc

/// Whose options a call means, as setsockopt(2) and cmsg(3) take it.
enum SocketLevel {
    static let socket = SOL_SOCKET
    static let ipv4 = Int32(IPPROTO_IP)
    static let ipv6 = Int32(IPPROTO_IPV6)
}

extension Descriptor {
    /// Opens a UDP socket that does not block.
    static func datagramSocket(for address: SocketAddress) throws(SystemError) -> Descriptor {
        let family = address.address.family == .ipv4 ? AF_INET : AF_INET6
        let type = Int32(SOCK_DGRAM.rawValue | SOCK_NONBLOCK.rawValue | SOCK_CLOEXEC.rawValue)
        return try Descriptor(owning: socket(family, type, 0), "open a UDP socket for \(address)")
    }

    /// Sets an option that takes a number; its failure is one of the program, not of the system.
    func set(_ level: Int32, _ option: Int32, to value: Int32 = 1) throws(SystemError) {
        var value = value
        let size = socklen_t(MemoryLayout<Int32>.size)
        try SystemError.check(
            setsockopt(self.value, level, option, &value, size), "set socket option \(option)")
    }

    /// Binds to `address`, which this host need not have yet: an IPv6 address takes a second or two
    /// until duplicate address detection lets it be used, and any address may go and come back.
    func bind(to address: SocketAddress) throws(SystemError) {
        switch address.address.family {
        case .ipv4: try set(SocketLevel.ipv4, IP_FREEBIND)
        case .ipv6:
            try set(SocketLevel.ipv6, IPV6_V6ONLY)
            try set(SocketLevel.ipv6, IPV6_FREEBIND)
        }
        let result = address.withSocketAddress { Glibc.bind(value, $0, $1) }
        try SystemError.check(result, "bind \(address)")
    }

    /// RFC 5881 §5: packets leave with a TTL of 255. They also leave before others: as network
    /// control (CS6, RFC 4594 §3.1) on the wire, and with priority in this host's own queues.
    func sendAsNetworkControl(to address: SocketAddress) throws(SystemError) {
        switch address.address.family {
        case .ipv4:
            try set(SocketLevel.ipv4, IP_TTL, to: 255)
            try set(SocketLevel.ipv4, IP_TOS, to: Self.networkControl)
        case .ipv6:
            try set(SocketLevel.ipv6, IPV6_UNICAST_HOPS, to: 255)
            try set(SocketLevel.ipv6, IPV6_TCLASS, to: Self.networkControl)
        }
        // After IP_TOS, which sets it too. More than 6 would take a capability.
        try set(SocketLevel.socket, SO_PRIORITY, to: 6)
    }

    /// CS6 in the upper six bits of the field.
    private static let networkControl: Int32 = 48 << 2
}
