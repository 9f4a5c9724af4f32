import Addressing

/// A frame as it goes out on an Ethernet, without its check sequence.
public struct EthernetFrame: Hashable, Sendable {
    public let bytes: [UInt8]

    init(to destination: MACAddress, from source: MACAddress, type: UInt16, payload: [UInt8]) {
        bytes = destination.bytes + source.bytes + type.networkOrder + payload
    }
}

extension FixedWidthInteger {
    /// The number's bytes, the most significant one first.
    var networkOrder: [UInt8] {
        (0..<Self.bitWidth / 8).reversed().map { UInt8(truncatingIfNeeded: self >> ($0 * 8)) }
    }
}
