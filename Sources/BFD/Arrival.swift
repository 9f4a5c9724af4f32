/// How a UDP datagram came, as the kernel tells it.
public struct Arrival: Sendable {
    /// `local` is the destination address and `remote` the source address of the datagram; the port
    /// it came to says how many hops it may have made.
    public let path: Path

    /// The IPv4 time to live, or the IPv6 hop limit, as received.
    public let timeToLive: UInt8

    /// When the kernel took the datagram, in the same clock as everything else.
    ///
    /// A session judges silence by this time, not by when its owner got to run.
    public let time: Instant

    public init(path: Path, timeToLive: UInt8, time: Instant) {
        self.path = path
        self.timeToLive = timeToLive
        self.time = time
    }
}
