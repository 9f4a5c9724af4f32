public import BFD

extension Snapshot {
    /// The reply to `status`, as OpenBFDD gives it.
    ///
    /// Its oddities are kept, because other programs read this text: trailing blanks, "1 sessions",
    /// a missing newline at level 3, minutes that do not wrap at the hour. ``json(_:)`` has none.
    public func text(_ selector: Selector, _ format: StatusFormat) -> String {
        guard selector == .all else {
            guard let session = sessions.first(where: { selector.selects($0) }) else {
                return (selector.nothingFound ?? "") + "\n"
            }
            return text(session, format)
        }
        var text = "There are \(sessions.count) sessions:\n"
        for (index, session) in sessions.enumerated() {
            if index > 0, !format.isCompact { text += "\n" }
            text += "Session \(session.id)\n"
            text += self.text(session, format)
        }
        return text
    }

    private func text(_ session: SessionStatus, _ format: StatusFormat) -> String {
        var fields = ["id=\(session.id) "]
        switch format.level {
        case ...0:
            fields += ["local=\(session.path.local) ", "remote=\(session.path.remote) "]
            fields += ["state=\(session.state)"]
        case 1:
            let forced = session.isForced ? "<Forced>" : ""
            let suspended = session.isSuspended ? "<Suspended>" : ""
            fields += ["local=\(session.path.local) (\(session.role.letter)) "]
            fields += ["remote=\(session.path.remote) "]
            fields += ["state=\(session.state)\(forced) \(suspended)"]
        default:
            fields += identity(of: session, isBrief: format.isBrief)
            if format.level >= 3 { fields += pace(of: session, format) }
            if format.level >= 4 { fields += parameters(of: session, isBrief: format.isBrief) }
        }
        let separator = format.isCompact ? "" : "\n "
        return " " + fields.joined(separator: separator) + (format.level == 3 ? separator : "\n")
    }

    /// What level 2 adds.
    private func identity(of session: SessionStatus, isBrief: Bool) -> [String] {
        let role = isBrief ? session.role.letter : session.role == .active ? "active" : "passive"
        let marks =
            (session.isForced ? "Forced: " : "") + (session.isSuspended ? "Suspended: " : "")
        let local = session.diagnostic.text(isBrief: isBrief)
        let remote = session.remoteDiagnostic.text(isBrief: isBrief)
        return [
            "local=\(session.path.local) (\(role)) ",
            "remote=\(session.path.remote) ",
            "LocalState=\(session.state)<\(marks)\(local)> ",
            "RemoteState=\(session.remoteState)<\(remote)> ",
            "LocalId=\(session.localDiscriminator) ",
            "RemoteId=\(session.remoteDiscriminator) ",
        ]
    }

    /// What level 3 adds.
    private func pace(of session: SessionStatus, _ format: StatusFormat) -> [String] {
        let spans = session.spans(until: time)
        let shown = spans.prefix(format.level > 3 ? 4 : 1).map(\.description).joined()
        let transmit = session.transmitInterval?.microseconds ?? 0
        let detect = session.detectionTime?.microseconds ?? 0
        return [
            "Time=\(shown) ",
            "CurrentTxInterval=\(transmit.text(isBrief: format.isBrief)) us ",
            "CurrentRxTimeout=\(detect.text(isBrief: format.isBrief)) us ",
        ]
    }

    /// What level 4 adds.
    private func parameters(of session: SessionStatus, isBrief: Bool) -> [String] {
        let configuration = session.configuration
        var transmit = "\(session.desiredMinTxInUse.text(isBrief: isBrief)) us "
        if session.desiredMinTx != session.desiredMinTxInUse {
            transmit += "(pending \(session.desiredMinTx.text(isBrief: isBrief)) us) "
        }
        if session.desiredMinTx != configuration.desiredMinTx {
            transmit += "(def \(configuration.desiredMinTx.text(isBrief: isBrief)) us) "
        }
        var receive = "\(session.requiredMinRxInUse.text(isBrief: isBrief)) us "
        if configuration.requiredMinRx != session.requiredMinRxInUse {
            receive += "(pending \(configuration.requiredMinRx.text(isBrief: isBrief)) us) "
        }
        return [
            "LocalDetectMulti=\(configuration.detectMultiplier) ",
            "LocalDesiredMinTx=\(transmit)",
            "LocalRequiredMinRx=\(receive)",
            "RemoteDetectMulti=\(session.remoteDetectMultiplier) ",
            "RemoteDesiredMinTx=\(session.remoteDesiredMinTx.text(isBrief: isBrief)) us ",
            "RemoteRequiredMinRx=\(session.remoteRequiredMinRx.text(isBrief: isBrief)) us ",
        ]
    }
}

extension Selector {
    fileprivate func selects(_ session: SessionStatus) -> Bool {
        switch self {
        case .all: true
        case .id(let id): session.id == id
        case .pair(let local, let remote):
            session.path.local == local && session.path.remote == remote
        }
    }
}

extension Role {
    /// A session that only helps a sleeping peer along is passive for people and programs.
    var letter: String {
        switch self {
        case .active: "a"
        case .passive, .semiActive: "p"
        }
    }
}

extension Diagnostic {
    fileprivate func text(isBrief: Bool) -> String {
        isBrief ? rawValue.description : description
    }
}

extension UnsignedInteger {
    fileprivate func text(isBrief: Bool) -> String {
        isBrief ? description : withThousands
    }
}
