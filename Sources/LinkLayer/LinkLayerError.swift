import Glibc

/// What the kernel refused: `announce 192.0.2.7: Network is down`.
public struct LinkLayerError: Error, Hashable, Sendable {
    public let request: String

    /// The reason as an `errno` number.
    public let code: Int32

    init(request: String, code: Int32) {
        self.request = request
        self.code = code
    }

    /// Whether the process lacks CAP_NET_RAW in this network namespace.
    public var isPermissionDenied: Bool { code == EPERM }
}

extension LinkLayerError: CustomStringConvertible {
    public var description: String { "\(request): \(String(cString: strerror(code)))" }
}
