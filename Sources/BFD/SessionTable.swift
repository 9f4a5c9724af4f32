public import Addressing

/// All sessions of a process: which one a datagram is for, and which one is due.
///
/// The loop around it is short. For each datagram that arrived call ``receive(_:_:at:)``; when no
/// more are waiting call ``settle(at:)`` until it returns `nil`; then sleep until ``deadline``.
/// What is to be sent and told comes out of these two alone. Commands only note what is wanted, so
/// call ``settle(at:)`` after them too.
public struct SessionTable: Sendable {
    /// For later sessions that bring no configuration of their own (`session new set`).
    public var defaults: Configuration

    public private(set) var counters = TableCounters()
    public private(set) var health: Health

    /// Whether sessions may come up. Until then they are AdminDown, never Down: an OVN peer that
    /// hears Down from us counts us as usable.
    public private(set) var isReady: Bool

    public private(set) var isDraining = false

    /// - Parameters:
    ///   - defaults: for sessions that bring no configuration of their own.
    ///   - health: how slowly the gateway comes back after a failure.
    ///   - isReady: whether sessions may come up from the start, without ``becomeReady(at:)``.
    ///   - mostAccepted: how many sessions the first packets of allowed peers may make.
    ///   - seed: for jitter.
    ///   - discriminator: *My Discriminator* for a path. It should be the same after a restart and
    ///     hard to guess; zero and what is taken already are replaced by the next free number.
    public init(
        defaults: Configuration = Configuration(), health: Health.Settings = Health.Settings(),
        isReady: Bool = false, mostAccepted: Int = 64, seed: UInt64,
        discriminator: @escaping @Sendable (Path) -> UInt32
    ) {
        self.defaults = defaults
        self.health = Health(settings: health)
        self.isReady = isReady
    }

    /// When ``settle(at:)`` next wants to be called.
    public var deadline: Instant { .never }

    /// Takes one datagram that came to port 3784 or 4784. `now` never runs backwards.
    public mutating func receive(
        _ bytes: Span<UInt8>, _ arrival: Arrival, at now: Instant
    ) -> Outcome {
        Outcome()
    }

    /// Does what is due for one session; `nil` if nothing is due any more.
    ///
    /// Call it after everything that arrived has gone to ``receive(_:_:at:)``: a process that was
    /// kept from running must not take its own delay for the peer's silence.
    public mutating func settle(at now: Instant) -> Outcome? {
        nil
    }
}

extension SessionTable {
    /// Begins a session with a configured peer and returns its number; `nil` if the path has one.
    ///
    /// `memory` is what another process's session remembered. If its detection time is over, only
    /// the discriminators count.
    public mutating func add(
        _ peer: Peer, resuming memory: Memory? = nil, at now: Instant
    ) -> SessionID? {
        nil
    }

    /// Makes the path's session active, or begins an active one.
    public mutating func connect(
        _ path: Path, minimumTimeToLive: UInt8, at now: Instant
    ) -> SessionID {
        SessionID(rawValue: 0)
    }

    /// Lets the first packet from `remote` make a session. This is literal: `::` is no wildcard.
    public mutating func allow(_ remote: IPAddress, minimumTimeToLive: UInt8) {
    }

    /// Lets no further packet from `remote` make a session; the sessions that are stay until their
    /// peer falls silent.
    public mutating func block(_ remote: IPAddress) {
    }

    /// The sessions that `selector` names, in rising order.
    public func sessions(_ selector: Selector) -> [SessionID] {
        []
    }

    /// Notes `command` for the sessions that `selector` names and returns how many they are.
    public mutating func perform(_ command: Command, on selector: Selector, at now: Instant) -> Int
    {
        0
    }

    /// The gateway forwards, as far as is known: sessions may come up.
    public mutating func becomeReady(at now: Instant) {
    }

    /// The gateway cannot do its work for this reason: all sessions go AdminDown.
    public mutating func fail(_ reason: String, _ diagnostic: Diagnostic, at now: Instant) {
    }

    /// This reason is gone; when the last is, sessions may come up again after the hold time.
    public mutating func recover(_ reason: String, at now: Instant) {
    }

    /// Says farewell: all sessions go AdminDown, for good, and ask their peers to confirm it.
    public mutating func drain(at now: Instant) {
    }

    /// Whether every peer that could has confirmed that it no longer uses this gateway.
    ///
    /// For OVN this is the wire's state; its routers may follow some seconds later.
    public var isDrained: Bool { false }

    /// What to keep for another process, for each session in rising order.
    public func memory(of session: SessionID) -> Memory? {
        nil
    }

    public func status(of session: SessionID) -> SessionStatus? {
        nil
    }

    public func snapshot(at now: Instant) -> Snapshot {
        Snapshot(
            time: now, sessions: [], counters: counters, health: health, isReady: isReady,
            isDraining: isDraining, isDrained: isDrained, allowed: [], defaults: defaults)
    }
}
