/// A named counter, which rules refer to and which is read by its name.
public struct Counter: Hashable, Sendable {
    public let name: String
    public var packets: UInt64
    public var bytes: UInt64

    /// A counter that starts at these values: those of its predecessor, say, when a table is replaced.
    public init(name: String, packets: UInt64 = 0, bytes: UInt64 = 0) {
        self.name = name
        self.packets = packets
        self.bytes = bytes
    }
}

extension Counter: CustomStringConvertible {
    /// The counter as it stands in a table's block.
    public var description: String {
        """
        counter \(name) {
        \tpackets \(packets) bytes \(bytes)
        }
        """
    }
}
