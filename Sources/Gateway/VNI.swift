/// A VXLAN network identifier: 24 bits, and 0 is none (RFC 7348 §5).
public struct VNI: Hashable, Sendable, LosslessStringConvertible {
    public let value: UInt32

    public init?(_ text: some StringProtocol) {
        guard text.utf8.allSatisfy({ (0x30...0x39).contains($0) }), let value = UInt32(text),
            (1...0xff_ffff).contains(value)
        else { return nil }
        self.value = value
    }

    public var description: String { String(value) }
}
