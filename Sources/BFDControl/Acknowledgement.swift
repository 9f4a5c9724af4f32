extension Request {
    /// The line that says what is, or will be, done; `nil` for a request that only asks.
    public var acknowledgement: String? {
        switch self {
        case .stop: "stopping"
        case .version: "bfdd-beacon v\(Version.current)"
        case .connect(let local, let remote):
            "Opened connection from local \(local) to remote \(remote)"
        case .allow(let address): "Allowing connections from \(address)"
        case .block(let address):
            "Blocking connections from \(address). This will not terminate any ongoing session."
        case .session(_, let request): request.acknowledgement
        case .defaults(let setting): setting.acknowledgement
        case .drain: "draining"
        case .undrain: "no longer draining"
        case .log, .status, .statusJSON, .peers, .watch, .probe: nil
        }
    }

    /// The line instead of ``acknowledgement`` if it could not be done.
    public var failure: String? {
        switch self {
        case .connect(let local, let remote):
            "Failed to open connection from local \(local) to remote \(remote)"
        case .session(let selector, _): selector.nothingFound
        case .stop, .version, .allow, .block, .defaults, .drain, .undrain, .log, .status,
            .statusJSON, .peers, .watch, .probe:
            nil
        }
    }
}
