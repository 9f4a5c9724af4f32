/// A kind of log line that can be turned on and off.
public enum LogType: String, Hashable, Sendable, CaseIterable {
    case critical
    case error
    case warn
    case debug
    case app
    case appDetail = "app_detail"
    case session
    case sessionDetail = "session_detail"
    case discard
    case discardDetail = "discard_detail"
    case packet
    case packetContents = "packet_contents"
    case command
    case commandDetail = "command_detail"
    case timerDetail = "timer_detail"
    case temp

    /// What lines of this kind tell; `nil` if the name says it.
    var summary: String? {
        switch self {
        case .critical, .error, .warn, .debug: nil
        case .app: "the daemon's own start, stop and settings"
        case .appDetail: "more of the same"
        case .session: "sessions that begin, end or change their state"
        case .sessionDetail: "more of the same"
        case .discard: "packets that were dropped, and why"
        case .discardDetail: "what dropped packets held"
        case .packet: "packets that came and went"
        case .packetContents: "what they held"
        case .command: "requests that came over the control channel"
        case .commandDetail: "more of the same"
        case .timerDetail: "timers"
        case .temp: "what a developer is after at present"
        }
    }
}
