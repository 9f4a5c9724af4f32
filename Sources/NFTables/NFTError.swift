import Glibc

/// What the kernel refused or did not answer, in nft's words and with the kernel's reason.
public struct NFTError: Error, Hashable, Sendable {
    /// The operation as a command: `nft delete table ip absent`.
    public let request: String

    /// The error number, as in errno(3).
    public let code: CInt

    /// The kernel's own explanation (`NLMSGERR_ATTR_MSG`), where it gives one.
    public let explanation: String?

    init(request: String, code: CInt, explanation: String? = nil) {
        self.request = request
        self.code = code
        self.explanation = explanation
    }

    /// Whether `CAP_NET_ADMIN` is missing.
    public var isPermissionDenied: Bool { code == EPERM || code == EACCES }

    /// Whether what the operation names does not exist.
    public var isNotFound: Bool { code == ENOENT }
}

extension NFTError: CustomStringConvertible {
    public var description: String {
        let reason = String(cString: strerror(code))
        return if let explanation {
            "\(request): \(reason) (\(explanation))"
        } else {
            "\(request): \(reason)"
        }
    }
}
