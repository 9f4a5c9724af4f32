import BFD
import BFDControl
import Logging

/// The daemon's log, as far as an operator wants to read it.
struct Journal {
    /// Which lines are written.
    var selection = LogSelection()

    private let logger: Logger

    init(_ logger: Logger) {
        self.logger = logger
    }

    func write(
        _ type: LogType, _ level: Logger.Level, _ message: Logger.Message,
        _ metadata: Logger.Metadata = [:]
    ) {
        guard selection.types.contains(type) else { return }
        var metadata = metadata
        if selection.isTiming { metadata["monotonic"] = "\(Instant.now.nanoseconds)" }
        logger.log(level: level, message, metadata: metadata)
    }

    func write(_ session: SessionID, _ path: Path, _ transition: Transition) {
        write(
            .session, .notice, "session changed state",
            [
                "id": "\(session)", "local": "\(path.local)", "remote": "\(path.remote)",
                "from": "\(transition.from)", "to": "\(transition.to)",
                "diagnostic": "\(transition.diagnostic)", "cause": "\(transition.cause.name)",
            ])
    }

    func write(_ session: SessionID, _ path: Path?, _ notice: Outcome.Notice) {
        let message: Logger.Message =
            switch notice {
            case .created: "session begun by an allowed peer"
            case .removed: "session ended"
            case .healed: "peer uses a discriminator of before a restart; learnt its own"
            case .drained: "peer has confirmed the farewell"
            }
        var metadata: Logger.Metadata = ["id": "\(session)"]
        if let path {
            metadata["local"] = "\(path.local)"
            metadata["remote"] = "\(path.remote)"
        }
        write(.session, .notice, message, metadata)
    }
}
