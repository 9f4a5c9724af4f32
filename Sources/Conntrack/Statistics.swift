/// How full the table is and what went wrong with it, since the network namespace was made.
public struct Statistics: Hashable, Sendable {
    /// Entries in the table now, of all families and zones.
    public var entries: UInt32 = 0
    /// How many there may be; zero is without limit, nil is a kernel (before 5.0) that does not say.
    public var maximum: UInt32?

    /// Packets that belong to no flow and begin none.
    public var invalid: UInt64 = 0
    /// New entries that clashed with another when their first packet left, which was then dropped:
    /// for source NAT without a free port, the sign of exhaustion.
    public var insertFailed: UInt64 = 0
    /// Packets dropped because their entry could not be made or confirmed.
    public var drop: UInt64 = 0
    /// Entries dropped before their time to make room in a full table.
    public var earlyDrop: UInt64 = 0
    public var error: UInt64 = 0
    public var searchRestart: UInt64 = 0
    /// Clashes that were settled without dropping the packet.
    public var clashResolved: UInt64 = 0
    /// Entries not made because too many hash alike.
    public var chainTooLong: UInt64 = 0

    public init() {}
}
