public import BFD

/// What a path does to the datagrams that cross it, in both directions alike.
public struct Wire: Sendable {
    /// The shortest time across.
    public var delay: Interval

    /// What may come on top, which also lets datagrams overtake each other.
    public var variation: Interval

    public var lossPermille: UInt64
    public var duplicationPermille: UInt64
    public var isCut = false

    /// Routers between, each of which takes one from the time to live.
    public var routers: UInt8

    public init(
        delay: Interval = .microseconds(200), variation: Interval = .zero,
        lossPermille: UInt64 = 0, duplicationPermille: UInt64 = 0, routers: UInt8 = 0
    ) {
        self.delay = delay
        self.variation = variation
        self.lossPermille = lossPermille
        self.duplicationPermille = duplicationPermille
        self.routers = routers
    }
}
