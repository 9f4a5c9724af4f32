/// A neighbour to keep a session with, whether or not it was ever heard.
public struct Peer: Sendable {
    public var path: Path
    public var role: Role

    /// Without one the table's ``SessionTable/defaults`` apply.
    public var configuration: Configuration?

    /// Datagrams with a lower time to live, or hop limit, are dropped: 255 for a neighbour on the
    /// same link (RFC 5881 §5), one less for each router between.
    public var minimumTimeToLive: UInt8

    public init(
        path: Path, role: Role = .semiActive, configuration: Configuration? = nil,
        minimumTimeToLive: UInt8 = 255
    ) {
        self.path = path
        self.role = role
        self.configuration = configuration
        self.minimumTimeToLive = minimumTimeToLive
    }
}
