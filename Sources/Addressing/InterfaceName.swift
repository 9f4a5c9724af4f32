/// The name of a network interface, as the kernel takes it (`dev_valid_name`, net/core/dev.c).
public struct InterfaceName: Hashable, Sendable, LosslessStringConvertible {
    public let description: String

    /// Refuses an empty name, 16 bytes or more, `.` and `..`, and any `/`, `:` or white space.
    public init?(_ text: some StringProtocol) {
        let bytes = text.utf8
        guard (1...15).contains(bytes.count), text != ".", text != ".." else { return nil }
        let refused = [UInt8(ascii: "/"), UInt8(ascii: ":"), 0x20, 0]
        guard bytes.allSatisfy({ !refused.contains($0) && !(0x09...0x0d).contains($0) }) else {
            return nil
        }
        description = String(text)
    }

    /// Takes a name that stands in the program; one that the kernel would refuse is our mistake.
    public init(literal name: StaticString) {
        let text = name.description
        precondition(InterfaceName(text) != nil, "an interface's name is one that the kernel takes")
        description = text
    }

    /// The host's talk with itself, whose name is the kernel's choice (drivers/net/loopback.c).
    public static let loopback = InterfaceName(literal: "lo")
}

extension InterfaceName: Comparable {
    public static func < (left: InterfaceName, right: InterfaceName) -> Bool {
        left.description < right.description
    }
}
