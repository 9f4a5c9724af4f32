extension SessionTable {
    /// Does `command` for the sessions that `selector` names and returns how many they are.
    ///
    /// The packets that it leads to come from ``settle(at:)``.
    public mutating func perform(
        _ command: Command, on selector: Selector, at now: Instant
    ) -> Int {
        let sessions = sessions(selector)
        for session in sessions {
            guard let slot = byID[session] else { continue }
            perform(command, onSlot: slot, at: now)
        }
        return sessions.count
    }

    /// The gateway forwards, as far as is known: sessions may come up.
    public mutating func becomeReady(at now: Instant) {
        isReady = true
        administerAll(at: now)
    }

    /// The gateway cannot do its work for this reason: all sessions go AdminDown.
    ///
    /// Never Down: OVN goes to Init when it hears Down, and routes to a gateway in Init.
    public mutating func fail(_ reason: String, _ diagnostic: Diagnostic, at now: Instant) {
        health.fail(reason, diagnostic, at: now)
        administerAll(at: now)
    }

    /// This reason is gone; when the last is, sessions may come up again after the hold time.
    public mutating func recover(_ reason: String, at now: Instant) {
        health.recover(reason, at: now)
    }

    /// Says farewell: all sessions go AdminDown, for good, and ask their peers to confirm it.
    public mutating func drain(at now: Instant) {
        isDraining = true
        administerAll(at: now)
    }

    /// Whether every peer that could has confirmed that it no longer uses this gateway.
    ///
    /// For OVN this is the wire's state; its routers may follow some seconds later.
    public var isDrained: Bool {
        isDraining && entries.allSatisfy { $0?.session.isDrained ?? true }
    }

    /// What all who have a say in it want of a session that an operator holds, or not, with `hold`.
    func administration(hold: Administration?) -> Administration {
        if isDraining { return .draining }
        if case .adminDown? = hold, let hold { return hold }
        if !isReady { return .adminDown(.administrativelyDown) }
        if !health.isGood { return .adminDown(health.diagnostic) }
        return hold ?? .enabled
    }

    mutating func administerAll(at now: Instant) {
        for slot in entries.indices where entries[slot] != nil { administer(slot, at: now) }
    }

    private mutating func administer(_ slot: Int, at now: Instant) {
        guard let entry = entries[slot] else { return }
        let wanted = administration(hold: entry.hold)
        guard wanted != entry.session.administration else { return }
        pending.append(step(slot, .administer(wanted), at: now))
    }

    private mutating func perform(_ command: Command, onSlot slot: Int, at now: Instant) {
        guard let entry = entries[slot] else { return }
        var configuration = entry.session.configuration
        switch command {
        case .holdDown(let diagnostic): hold(slot, .down(diagnostic), at: now)
        case .holdAdminDown(let diagnostic): hold(slot, .adminDown(diagnostic), at: now)
        case .release: hold(slot, nil, at: now)
        case .suspend: pending.append(step(slot, .suspend(true), at: now))
        case .resume: pending.append(step(slot, .suspend(false), at: now))
        case .kill: kill(slot, at: now)
        case .reset:
            remove(slot)
            if !entry.isAccepted {
                begin(entry.peer, isAccepted: false, resuming: nil, at: now)
            }
        case .setDesiredMinTx(let value):
            configuration.desiredMinTx = value
            pending.append(step(slot, .configure(configuration), at: now))
        case .setRequiredMinRx(let value):
            configuration.requiredMinRx = value
            pending.append(step(slot, .configure(configuration), at: now))
        case .setDetectMultiplier(let value):
            configuration.detectMultiplier = value
            pending.append(step(slot, .configure(configuration), at: now))
        case .setControlPlaneIndependent(let value):
            configuration.isControlPlaneIndependent = value
            pending.append(step(slot, .configure(configuration), at: now))
        }
    }

    private mutating func hold(_ slot: Int, _ hold: Administration?, at now: Instant) {
        entries[slot]?.hold = hold
        administer(slot, at: now)
    }

    /// Forgets a session, not without a word: nothing else would wake an OVN that sleeps, and it
    /// would go on sending traffic here.
    private mutating func kill(_ slot: Int, at now: Instant) {
        var outcome = step(slot, .administer(.adminDown(.administrativelyDown)), at: now)
        outcome.notice = .removed
        pending.append(outcome)
        remove(slot)
    }
}
