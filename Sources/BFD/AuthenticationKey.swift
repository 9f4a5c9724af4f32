/// A password or key, and the number that packets name it by.
///
/// It does not print, so that it cannot end up in a log.
public struct AuthenticationKey: Sendable {
    /// *Auth Key ID*.
    public let id: UInt8

    /// Padded with zeros, as the digests want it (RFC 5880 §6.7.3, §6.7.4).
    let bytes: [20 of UInt8]
    let count: Int

    /// Refuses an empty secret and one of more than 20 bytes.
    public init?(id: UInt8, secret: some Collection<UInt8>) {
        guard (1...20).contains(secret.count) else { return nil }
        var bytes: [20 of UInt8] = .init(repeating: 0)
        for (index, byte) in secret.enumerated() { bytes[index] = byte }
        self.id = id
        self.bytes = bytes
        count = secret.count
    }
}

extension AuthenticationKey: CustomStringConvertible, CustomDebugStringConvertible {
    public var description: String { "key \(id)" }
    public var debugDescription: String { description }
}

extension AuthenticationKey: CustomReflectable {
    public var customMirror: Mirror { Mirror(self, children: ["id": id]) }
}
