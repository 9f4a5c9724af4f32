import BFD

/// A session that is Up, and what its peer keeps saying to it.
enum Conversation {
    static let start = Instant(nanoseconds: 1_000_000_000)

    static let keepAlive = ControlPacket(
        state: .up, detectMultiplier: 3, myDiscriminator: 2, yourDiscriminator: 1,
        desiredMinTx: 20_000, requiredMinRx: 20_000)

    static let configuration = Configuration(desiredMinTx: 20_000, requiredMinRx: 20_000)

    static func session() -> Session {
        var session = Session(
            localDiscriminator: 1, role: .active, configuration: configuration, seed: 1, at: start)
        var packet = keepAlive
        packet.state = .initializing
        packet.flags = .final
        _ = session.step(.received(packet, arrival: start), at: start)
        _ = session.step(.received(keepAlive, arrival: start), at: start)
        precondition(session.state == .up, "the session under measurement is Up")
        return session
    }
}

/// The UDP payload of `packet`.
func encoded(_ packet: ControlPacket) -> [UInt8] {
    var bytes = [UInt8](repeating: 0, count: ControlPacket.byteCount)
    var span = bytes.mutableSpan
    packet.encode(into: &span)
    return bytes
}
