public import BFD

/// What can be asked of sessions.
public enum SessionRequest: Hashable, Sendable {
    case holdDown(Diagnostic)
    case holdAdminDown(Diagnostic)
    /// `state up`
    case release
    case kill
    case reset
    case suspend
    case resume
    case set(SessionSetting)

    init(_ words: inout Words) throws(Rejection) {
        let actions = "'state', 'set', 'kill', 'reset', 'suspend' or 'resume'"
        guard let action = words.next() else {
            throw Rejection("Must supply session action: \(actions).")
        }
        switch action {
        case "state": self = try .state(&words)
        case "kill": self = .kill
        case "reset": self = .reset
        case "suspend": self = .suspend
        case "resume": self = .resume
        case "set": self = .set(try SessionSetting(&words))
        default:
            throw Rejection("Unrecognized session action <\(action)> use: \(actions).")
        }
    }

    private static func state(_ words: inout Words) throws(Rejection) -> SessionRequest {
        let states = "'up', 'admin', or 'down'"
        guard let state = words.next() else { throw Rejection("Must supply state: \(states).") }
        guard ["up", "admin", "down"].contains(state) else {
            throw Rejection("Unrecognized state <\(state)> use \(states).")
        }
        guard let word = words.next() else {
            return switch state {
            case "up": .release
            case "admin": .holdAdminDown(.administrativelyDown)
            default: .holdDown(.pathDown)
            }
        }
        guard state != "up" else {
            throw Rejection("State up can not have diagnostic value.")
        }
        guard let number = Int(word) else {
            throw Rejection("Unrecognized diagnostic value. Must be integer <\(word)>.")
        }
        guard let byte = UInt8(exactly: number), let diagnostic = Diagnostic(rawValue: byte) else {
            throw Rejection("Diagnostic value. Must be integer between 0 and 31.")
        }
        return state == "admin" ? .holdAdminDown(diagnostic) : .holdDown(diagnostic)
    }

    /// The line that says what will be tried, before it is known whether such a session exists.
    public var acknowledgement: String {
        switch self {
        case .holdDown(let diagnostic): Self.attempt(.down, diagnostic)
        case .holdAdminDown(let diagnostic): Self.attempt(.adminDown, diagnostic)
        case .release: Self.attempt(.up, .none)
        case .kill: "Attempting to kill session(s)."
        case .reset: "Attempting to reset session(s)."
        case .suspend: "Attempting to suspend session(s)."
        case .resume: "Attempting to resume session(s)."
        case .set(let setting): setting.acknowledgement
        }
    }

    private static func attempt(_ state: State, _ diagnostic: Diagnostic) -> String {
        "Attempting to put session(s) into \(state) state with diagnostic <\(diagnostic)>."
    }

    /// What the table of sessions is told; `nil` if there is nothing to do.
    public var command: Command? {
        switch self {
        case .holdDown(let diagnostic): .holdDown(diagnostic)
        case .holdAdminDown(let diagnostic): .holdAdminDown(diagnostic)
        case .release: .release
        case .kill: .kill
        case .reset: .reset
        case .suspend: .suspend
        case .resume: .resume
        case .set(let setting): setting.command
        }
    }
}
