/// A choice of log types that has a name.
public enum LogLevel: String, Hashable, Sendable, CaseIterable {
    case none
    case minimal
    case normal
    case detailed
    case dev
    case all

    /// The types that it turns on; it turns all others off.
    public var types: Set<LogType> {
        switch self {
        case .none: []
        case .minimal: [.critical, .error, .warn]
        case .normal: Self.minimal.types.union([.app, .session, .command])
        case .detailed: Self.normal.types.union([.discard])
        case .dev:
            Self.detailed.types.union([
                .debug, .packet, .packetContents, .appDetail, .sessionDetail, .temp,
            ])
        case .all: Set(LogType.allCases)
        }
    }
}
