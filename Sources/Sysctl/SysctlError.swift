import Glibc

/// What the kernel refused: `sysctl -w net.ipv4.ip_forward=1: Read-only file system`.
public struct SysctlError: Error, Hashable, Sendable {
    /// The request as the command that would have made it.
    public let request: String

    /// The reason as an `errno` number.
    public let code: Int32

    init(request: String, code: Int32) {
        self.request = request
        self.code = code
    }

    /// Whether the process may not change the parameter, be it for lack of a capability or because
    /// `/proc/sys` is read-only, as in any container that is not privileged.
    public var isPermissionDenied: Bool { [EACCES, EPERM, EROFS].contains(code) }
}

extension SysctlError: CustomStringConvertible {
    public var description: String { "\(request): \(String(cString: strerror(code)))" }
}
