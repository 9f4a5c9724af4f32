import Glibc

/// What the kernel refused: `conntrack -L -f ipv4: Operation not permitted`.
public struct ConntrackError: Error, Hashable, Sendable {
    /// The request as the command that would have made it.
    public let request: String

    /// The reason as an `errno` number.
    public let code: Int32

    init(request: String, code: Int32) {
        self.request = request
        self.code = code
    }

    /// Whether the process lacks CAP_NET_ADMIN in this network namespace; even reading takes it.
    public var isPermissionDenied: Bool { code == EPERM }

    public var isNotFound: Bool { code == ENOENT }

    /// Whether this kernel has no connection tracking that answers to netlink: neither built in nor
    /// loaded. Then there are no entries either. nfnetlink says `EINVAL` to messages for a subsystem
    /// that it does not know (net/netfilter/nfnetlink.c).
    public var isUnavailable: Bool { [EINVAL, EPROTONOSUPPORT, EOPNOTSUPP].contains(code) }

    /// Whether the kernel's answer did not come in time.
    public var isTimeout: Bool { code == ETIMEDOUT }
}

extension ConntrackError: CustomStringConvertible {
    public var description: String {
        let hint = isUnavailable ? " (is nf_conntrack_netlink there?)" : ""
        return "\(request): \(String(cString: strerror(code)))\(hint)"
    }
}
