import Glibc

/// A system call that failed: what was wanted of it, and why it was refused.
public struct SystemError: Error, Hashable, Sendable {
    /// `bind 10.16.0.2:3784`
    public let request: String

    /// An `errno`.
    public let code: Int32

    public init(_ request: String, _ code: Int32) {
        self.request = request
        self.code = code
    }

    /// Throws what `errno` says if `result`, of a system call, is negative.
    @discardableResult
    package static func check(
        _ result: Int32, _ request: @autoclosure () -> String
    ) throws(SystemError) -> Int32 {
        guard result >= 0 else { throw SystemError(request(), errno) }
        return result
    }
}

extension SystemError: CustomStringConvertible {
    public var description: String { "\(request): \(String(cString: strerror(code)))" }
}
