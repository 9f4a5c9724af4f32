public import BFD

/// A bare session at the end of a wire: an RFC 5880 system that finds its one session by itself.
public struct Endpoint: Party {
    public var session: Session

    /// Everything that changed, in order.
    public private(set) var transitions: [Transition] = []

    /// Everything that was sent, in order.
    public private(set) var sent: [(time: Instant, packet: ControlPacket)] = []

    public init(_ session: Session) {
        self.session = session
    }

    public var deadline: Instant { session.deadline }

    public mutating func hear(
        _ datagram: Datagram, arrival: Instant, at now: Instant
    ) -> [Datagram] {
        let your = datagram.packet.yourDiscriminator
        guard your == 0 || your == session.localDiscriminator else { return [] }
        return step(.received(datagram.packet, arrival: arrival), at: now)
    }

    public mutating func wake(at now: Instant) -> [Datagram] {
        guard session.deadline <= now else { return [] }
        return step(.deadline, at: now)
    }

    /// Steps the session and returns what it sends.
    @discardableResult
    public mutating func step(_ input: Session.Input, at now: Instant) -> [Datagram] {
        let reaction = session.step(input, at: now)
        if let earlier = reaction.earlier { transitions.append(earlier) }
        if let transition = reaction.transition { transitions.append(transition) }
        guard let packet = reaction.transmit else { return [] }
        sent.append((now, packet))
        return [Datagram(packet)]
    }
}
