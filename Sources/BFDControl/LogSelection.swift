/// Which lines go to the log, and how.
public struct LogSelection: Hashable, Sendable {
    public var types = LogLevel.normal.types

    /// Whether each line bears the monotonic clock's time, to the nanosecond.
    public var isTiming = false

    public init() {}
}
