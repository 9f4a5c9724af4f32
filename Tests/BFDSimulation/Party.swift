public import BFD

/// A control packet on its way, with what the network does to it.
public struct Datagram: Sendable {
    public var packet: ControlPacket
    public var timeToLive: UInt8

    public init(_ packet: ControlPacket, timeToLive: UInt8 = 255) {
        self.packet = packet
        self.timeToLive = timeToLive
    }
}

/// One end of a simulated wire.
public protocol Party {
    /// When ``wake(at:)`` next wants to be called.
    var deadline: Instant { get }

    /// Takes a datagram and returns what it sends at once.
    mutating func hear(_ datagram: Datagram, arrival: Instant, at now: Instant) -> [Datagram]

    /// Does what is due and returns what it sends.
    mutating func wake(at now: Instant) -> [Datagram]
}
