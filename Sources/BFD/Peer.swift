/// A neighbour to keep a session with, whether or not it was ever heard.
public struct Peer: Sendable {
    public var path: Path
    public var role: Role

    /// Without one the table's ``SessionTable/defaults`` apply.
    public var configuration: Configuration?

    /// Datagrams with a lower time to live, or hop limit, are dropped: 255 for a neighbour on the
    /// same link (RFC 5881 §5), one less for each router between.
    public var minimumTimeToLive: UInt8

    /// `nil`: packets carry no authentication, and any that does is dropped.
    public var authentication: Authentication?

    public init(
        path: Path, role: Role = .semiActive, configuration: Configuration? = nil,
        minimumTimeToLive: UInt8 = 255, authentication: Authentication? = nil
    ) {
        self.path = path
        self.role = role
        self.configuration = configuration
        self.minimumTimeToLive = minimumTimeToLive
        self.authentication = authentication
    }
}
