/// What can be asked of the log.
public enum LogRequest: Hashable, Sendable {
    case listLevels
    case setLevel(LogLevel)
    case listTypes
    case setType(LogType, Bool)
    case setTiming(Bool)

    init(_ words: inout Words) throws(Rejection) {
        let items = "'level', 'type' or 'timing'"
        guard let item = words.next() else { throw Rejection("Must specify: \(items).") }
        switch item {
        case "level": self = try .level(&words)
        case "type": self = try .type(&words)
        case "timing": self = .setTiming(try Self.flag(&words))
        default:
            throw Rejection("'log' must be followed by one of \(items). Unknown <\(item)>")
        }
    }

    private static func level(_ words: inout Words) throws(Rejection) -> LogRequest {
        guard let word = words.next() else {
            throw Rejection("Must specify a level name or 'list'.")
        }
        if word == "list" { return .listLevels }
        guard let level = LogLevel(rawValue: word) else {
            throw Rejection("Unknown level: \(word).")
        }
        return .setLevel(level)
    }

    private static func type(_ words: inout Words) throws(Rejection) -> LogRequest {
        guard let word = words.next() else {
            throw Rejection("'type' must be followed by 'list' or a log type.")
        }
        if word == "list" { return .listTypes }
        guard let type = LogType(rawValue: word) else {
            throw Rejection("Unknown log type: \(word).")
        }
        return .setType(type, try flag(&words))
    }

    private static func flag(_ words: inout Words) throws(Rejection) -> Bool {
        guard let flag = words.next().flatMap(Bool.init(yesOrNo:)) else {
            throw Rejection("Must specify 'yes' or 'no'.")
        }
        return flag
    }

    /// Does it to `log` and returns the reply, newline and all.
    public func perform(on log: inout LogSelection) -> String {
        switch self {
        case .listLevels:
            let names = LogLevel.allCases.map(\.rawValue).joined(separator: ", ")
            return "Available log levels: \(names)\n"
        case .setLevel(let level):
            log.types = level.types
            return "Log level set to \(level.rawValue).\n"
        case .listTypes:
            let lines = LogType.allCases.map { type in
                "    \(type.rawValue)" + (type.summary.map { " - \($0)" } ?? "") + "\n"
            }
            return "Available log types:\n" + lines.joined()
        case .setType(let type, let isOn):
            let wasOn = log.types.contains(type)
            if isOn { log.types.insert(type) } else { log.types.remove(type) }
            return "Log type \(type.rawValue) set to \(isOn ? "yes" : "no"), was "
                + "\(wasOn ? "yes" : "no")\n"
        case .setTiming(let isOn):
            log.isTiming = isOn
            return "Extended time logging \(isOn ? "enabled" : "disabled").\n"
        }
    }
}

extension Bool {
    init?(yesOrNo word: String) {
        switch word {
        case "yes": self = true
        case "no": self = false
        default: return nil
        }
    }
}
