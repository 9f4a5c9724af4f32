import Glibc

extension Parameter {
    /// What became of a wish to set a parameter.
    public enum Outcome: Hashable, Sendable {
        case written
        /// It had the value. Nothing was written, so it may well be read-only.
        case alreadySet
        /// This kernel, or this network namespace, has no such parameter: one of IPv6 where there
        /// is no IPv6, one of an interface that is gone.
        case absent
    }

    /// The value now, in the network namespace of the calling thread; nil if there is no such
    /// parameter.
    public func value() throws(SysctlError) -> Int? {
        let request = "sysctl \(self)"
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else {
            guard errno != ENOENT else { return nil }
            throw SysctlError(request: request, code: errno)
        }
        defer { close(descriptor) }
        var text = [UInt8](repeating: 0, count: 32)
        let count = read(descriptor, &text, text.count)
        guard count >= 0 else { throw SysctlError(request: request, code: errno) }
        let digits = text.prefix(count).prefix { $0 != UInt8(ascii: "\n") }
        guard let value = Int(String(decoding: digits, as: UTF8.self)) else {
            // A list, or text: no parameter that this type is for.
            throw SysctlError(request: request, code: EINVAL)
        }
        return value
    }

    /// Gives the parameter a value, unless it has it already.
    public func set(_ value: Int) throws(SysctlError) -> Outcome {
        guard let old = try self.value() else { return .absent }
        guard old != value else { return .alreadySet }

        let request = "sysctl -w \(self)=\(value)"
        let descriptor = open(path, O_WRONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw SysctlError(request: request, code: errno) }
        defer { close(descriptor) }
        let text = Array("\(value)\n".utf8)
        guard write(descriptor, text, text.count) == text.count else {
            throw SysctlError(request: request, code: errno)
        }
        return .written
    }
}
