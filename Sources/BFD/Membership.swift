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
        guard let slot = byPath[path] else {
            let peer = Peer(
                path: path, role: .active, minimumTimeToLive: minimumTimeToLive,
                authentication: authentication)
            return begin(peer, isAccepted: false, resuming: nil, at: now).id
        }
        if entries[slot].isAccepted { acceptedCount -= 1 }
        entries[slot].isAccepted = false
        entries[slot].peer.role = .active
        enqueue(step(slot, .change(.active), at: now))
        return entries[slot].id
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
            byPath.filter { $0.key.local == local && $0.key.remote == remote }
                .map { entries[$0.value].id }.sorted()
        }
    }

    /// What to keep for another process; `nil` if there is no such session.
    public func memory(of session: SessionID) -> Memory? {
        byID[session].map { entries[$0].memory }
    }

    public func status(of session: SessionID) -> SessionStatus? {
        byID[session].map { entries[$0].status(slot: $0) }
    }

    /// Everything at once. It costs a copy of about a kilobyte for each session.
    public func snapshot(at now: Instant) -> Snapshot {
        snapshot(of: sessions(.all).compactMap(status(of:)), at: now)
    }

    /// Everything, with `sessions` as ``status(of:)`` told them a moment ago: for an owner that has
    /// packets to see to between one and the next.
    public func snapshot(of sessions: [SessionStatus], at now: Instant) -> Snapshot {
        Snapshot(
            time: now, sessions: sessions, counters: counters, health: health, isReady: isReady,
            isDraining: isDraining, isDrained: isDrained, allowed: allowed.keys.sorted(),
            defaults: defaults)
    }

    /// Makes a session for an allowed peer's first packet, or says why not.
    mutating func accept(_ arrival: Arrival, at now: Instant) -> Result<Int, Discard> {
        guard let minimum = allowed[arrival.path.remote] else { return .failure(.unknownPeer) }
        guard arrival.timeToLive >= minimum else { return .failure(.timeToLive) }
        guard acceptedCount < mostAccepted else { return .failure(.tooManySessions) }
        let peer = Peer(
            path: arrival.path, minimumTimeToLive: minimum, authentication: authentication)
        return .success(begin(peer, isAccepted: true, resuming: nil, at: now).slot)
    }

    @discardableResult
    mutating func begin(
        _ peer: Peer, isAccepted: Bool, resuming memory: Memory?, at now: Instant
    ) -> (slot: Int, id: SessionID) {
        lastID += 1
        let id = SessionID(rawValue: lastID)
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
        var entry = Entry(id: id, peer: peer, isAccepted: isAccepted, session: session)
        if let authentication = peer.authentication {
            var chance = Chance(seed: ~seed &+ UInt64(lastID))
            entry.authenticator = Authenticator(
                authentication, sequence: memory?.transmitSequence ?? chance.next(),
                receivedSequence: memory?.receivedSequence)
        }
        let slot = freeSlots.popLast() ?? entries.count
        if slot == entries.count { entries.append(entry) } else { entries[slot] = entry }
        byDiscriminator[session.localDiscriminator] = slot
        byPath[peer.path] = slot
        byID[id] = slot
        if isAccepted { acceptedCount += 1 }
        schedule.set(session.deadline, for: slot)
        if session.administration != wanted {
            enqueue(step(slot, .administer(wanted), at: now))
        }
        return (slot, id)
    }

    mutating func remove(_ slot: Int) {
        let entry = entries[slot]
        freeSlots.append(slot)
        byDiscriminator[entry.session.localDiscriminator] = nil
        byPath[entry.path] = nil
        byID[entry.id] = nil
        if entry.isAccepted { acceptedCount -= 1 }
        schedule.remove(slot)
    }

    /// Whether a session has neither a peer that speaks nor a right to wait for one.
    func isForgotten(_ slot: Int) -> Bool {
        guard entries[slot].isAccepted, allowed[entries[slot].path.remote] == nil else {
            return false
        }
        return entries[slot].session.state != .up
            && entries[slot].session.remote.discriminator == 0
    }

    /// RFC 5880 §6.8.1: nonzero and unique among all sessions of this system.
    private func vacant(_ candidate: UInt32) -> UInt32 {
        var candidate = candidate
        while candidate == 0 || byDiscriminator[candidate] != nil { candidate &+= 1 }
        return candidate
    }
}
