import Glibc

/// What the kernel refused, in the operator's words: `ip -4 rule add …: File exists`.
public struct NetlinkError: Error, Hashable, Sendable {
    /// The request as the command that would have made it.
    public let request: String

    /// The reason as an `errno` number.
    public let code: Int32

    /// What the kernel itself had to say, beyond the number: `Nexthop has invalid gateway`.
    public let detail: String?

    init(request: String, code: Int32, detail: String? = nil) {
        self.request = request
        self.code = code
        self.detail = detail
    }

    /// A list that was another whenever it was read.
    static func changing(_ request: String) -> NetlinkError {
        NetlinkError(request: request, code: EINTR, detail: "it changes faster than it can be read")
    }

    /// Whether the process lacks CAP_NET_ADMIN in this network namespace.
    public var isPermissionDenied: Bool { code == EPERM || code == EACCES }

    /// Whether what was to be removed or used is not there; each kind of object has its own number.
    public var isNotFound: Bool { [ENOENT, ESRCH, ENODEV, EADDRNOTAVAIL].contains(code) }

    /// Whether what was to be added is there already.
    public var isAlreadyThere: Bool { code == EEXIST }

    /// Whether this kernel has no such thing: a kind of interface, an address family.
    public var isUnsupported: Bool { [EOPNOTSUPP, EAFNOSUPPORT].contains(code) }

    /// Whether the kernel's answer did not come in time.
    public var isTimeout: Bool { code == ETIMEDOUT }
}

extension NetlinkError: CustomStringConvertible {
    public var description: String {
        let reason = String(cString: strerror(code))
        return detail.map { "\(request): \(reason) (\($0))" } ?? "\(request): \(reason)"
    }
}
