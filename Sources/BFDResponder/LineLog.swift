import BFDControl
import CLinux
import Glibc
import Logging

/// Writes log lines to standard error, or to syslog(3) when there is no standard error any more.
///
/// A reader that does not read costs lines, never time: whoever logs must not wait for it.
struct LineLog: LogHandler {
    var metadata: Logger.Metadata = [:]
    var metadataProvider: Logger.MetadataProvider?
    var logLevel = Logger.Level.info

    let usesSyslog: Bool

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    func log(event: LogEvent) {
        let data = metadata.merging(event.metadata ?? [:]) { _, new in new }
        let fields = data.sorted { $0.key < $1.key }.map { " \($0)=\(Self.quoted("\($1)"))" }
        let text = "\(event.level): \(event.message)\(fields.joined())"
        if usesSyslog {
            linux_syslog(event.level.syslogPriority, text)
        } else {
            Self.write("\(Self.timestamp) \(text)\n")
        }
    }

    /// A value with blanks or quotes in it has quotes around it.
    private static func quoted(_ value: String) -> String {
        guard value.isEmpty || value.contains(where: { " \"=\n".contains($0) }) else {
            return value
        }
        let escaped = value.flatMap { character in
            switch character {
            case "\"": Array("\\\"")
            case "\n": Array("\\n")
            default: [character]
            }
        }
        return "\"\(String(escaped))\""
    }

    /// `2026-11-21T08:00:00.123Z`
    private static var timestamp: String {
        var now = timespec()
        clock_gettime(CLOCK_REALTIME, &now)
        var parts = tm()
        gmtime_r(&now.tv_sec, &parts)
        var text = [CChar](repeating: 0, count: 24)
        let count = strftime(&text, text.count, "%Y-%m-%dT%H:%M:%S", &parts)
        let bytes = text.prefix(count).map(UInt8.init(bitPattern:))
        let milliseconds = String(1_000 + now.tv_nsec / 1_000_000).dropFirst()
        return "\(String(decoding: bytes, as: UTF8.self)).\(milliseconds)Z"
    }

    private static func write(_ line: String) {
        // A pipe that is writable takes a line of this length whole (PIPE_BUF) and at once.
        let bytes = Array(line.utf8.prefix(4_096))
        var event = pollfd(fd: STDERR_FILENO, events: Int16(POLLOUT), revents: 0)
        guard poll(&event, 1, 0) == 1, event.revents & Int16(POLLOUT) != 0 else { return }
        _ = Glibc.write(STDERR_FILENO, bytes, bytes.count)
    }
}

extension Logger.Level {
    fileprivate var syslogPriority: Int32 {
        switch self {
        case .trace, .debug: LOG_DEBUG
        case .info: LOG_INFO
        case .notice: LOG_NOTICE
        case .warning: LOG_WARNING
        case .error: LOG_ERR
        case .critical: LOG_CRIT
        }
    }
}
