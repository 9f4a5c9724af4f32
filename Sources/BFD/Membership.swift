public import Addressing

extension SessionTable {
    /// Begins a session with a configured peer and returns its number; `nil` if the path has one.
    ///
    /// `memory` is what another process's session remembered. If its detection time is over, only
    /// the discriminators count.
    public mutating func add(
        _ peer: Peer, resuming memory: Memory? = nil, at now: Instant
    ) -> SessionID? {
        guard byPath[peer.path] == nil else { return nil }
        return begin(peer, isAccepted: false, resuming: memory, at: now).id
    }

    /// Makes the path's session active, or begins an active one, and returns its number.
    public mutating func connect(
        _ path: Path, minimumTimeToLive: UInt8, at now: Instant
    ) -> SessionID {
        guard let slot = byPath[path], let id = entries[slot]?.id else {
            let peer = Peer(path: path, role: .active, minimumTimeToLive: minimumTimeToLive)
            return begin(peer, isAccepted: false, resuming: nil, at: now).id
        }
        if entries[slot]?.isAccepted == true { acceptedCount -= 1 }
        entries[slot]?.isAccepted = false
        entries[slot]?.peer.role = .active
        pending.append(step(slot, .change(.active), at: now))
        return id
    }

    /// Lets the first packet from `remote` make a session. This is literal: `::` is no wildcard.
    public mutating func allow(_ remote: IPAddress, minimumTimeToLive: UInt8) {
        allowed[remote] = minimumTimeToLive
    }

    /// Lets no further packet from `remote` make a session; the sessions that are stay until their
    /// peer falls silent.
    public mutating func block(_ remote: IPAddress) {
        allowed[remote] = nil
    }

    /// The sessions that `selector` names, in rising order.
    public func sessions(_ selector: Selector) -> [SessionID] {
        switch selector {
        case .all:
            byID.keys.sorted()
        case .id(let id):
            byID[id] == nil ? [] : [id]
        case .pair(let local, let remote):
            entries.compactMap { entry in
                guard let entry, entry.path.local == local, entry.path.remote == remote else {
                    return nil
                }
                return entry.id
            }.sorted()
        }
    }

    /// What to keep for another process; `nil` if there is no such session.
    public func memory(of session: SessionID) -> Memory? {
        byID[session].flatMap { entries[$0]?.session.memory }
    }

    public func status(of session: SessionID) -> SessionStatus? {
        byID[session].flatMap { slot in entries[slot]?.status(slot: slot) }
    }

    /// Everything at once. It costs a copy of about a kilobyte for each session.
    public func snapshot(at now: Instant) -> Snapshot {
        let sessions = byID.sorted { $0.key < $1.key }.compactMap { _, slot in
            entries[slot]?.status(slot: slot)
        }
        return Snapshot(
            time: now, sessions: sessions, counters: counters, health: health, isReady: isReady,
            isDraining: isDraining, isDrained: isDrained, allowed: allowed.keys.sorted(),
            defaults: defaults)
    }

    /// Makes a session for an allowed peer's first packet, or says why not.
    mutating func accept(_ arrival: Arrival, at now: Instant) -> Result<Int, Discard> {
        guard let minimum = allowed[arrival.path.remote] else { return .failure(.unknownPeer) }
        guard arrival.timeToLive >= minimum else { return .failure(.timeToLive) }
        guard acceptedCount < mostAccepted else { return .failure(.tooManySessions) }
        let peer = Peer(path: arrival.path, minimumTimeToLive: minimum)
        return .success(begin(peer, isAccepted: true, resuming: nil, at: now).slot)
    }

    @discardableResult
    mutating func begin(
        _ peer: Peer, isAccepted: Bool, resuming memory: Memory?, at now: Instant
    ) -> (slot: Int, id: SessionID) {
        lastID += 1
        let id = SessionID(rawValue: lastID)
        let slot = freeSlots.popLast() ?? entries.count
        if slot == entries.count { entries.append(nil) }
        let configuration = peer.configuration ?? defaults
        let wanted = administration(hold: nil)
        let session: Session
        if var memory {
            memory.localDiscriminator = vacant(memory.localDiscriminator)
            session = Session(
                resuming: memory, role: peer.role, configuration: configuration,
                seed: seed &+ UInt64(lastID), at: now)
        } else {
            session = Session(
                localDiscriminator: vacant(discriminator(peer.path)), role: peer.role,
                configuration: configuration, administration: wanted,
                seed: seed &+ UInt64(lastID), at: now)
        }
        entries[slot] = Entry(
            id: id, path: peer.path, peer: peer, isAccepted: isAccepted, session: session)
        byDiscriminator[session.localDiscriminator] = slot
        byPath[peer.path] = slot
        byID[id] = slot
        if isAccepted { acceptedCount += 1 }
        schedule.set(session.deadline, for: slot)
        if session.administration != wanted {
            pending.append(step(slot, .administer(wanted), at: now))
        }
        return (slot, id)
    }

    mutating func remove(_ slot: Int) {
        guard let entry = entries[slot] else { return }
        entries[slot] = nil
        freeSlots.append(slot)
        byDiscriminator[entry.session.localDiscriminator] = nil
        byPath[entry.path] = nil
        byID[entry.id] = nil
        if entry.isAccepted { acceptedCount -= 1 }
        schedule.remove(slot)
    }

    /// Whether a session has neither a peer that speaks nor a right to wait for one.
    func isForgotten(_ slot: Int) -> Bool {
        guard let entry = entries[slot], entry.isAccepted, allowed[entry.path.remote] == nil else {
            return false
        }
        return entry.session.state != .up && entry.session.remote.discriminator == 0
    }

    /// RFC 5880 §6.8.1: nonzero and unique among all sessions of this system.
    private func vacant(_ candidate: UInt32) -> UInt32 {
        var candidate = candidate
        while candidate == 0 || byDiscriminator[candidate] != nil { candidate &+= 1 }
        return candidate
    }
}
