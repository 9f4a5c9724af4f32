import Addressing
import BFD

/// A table with many sessions that are Up, and their peers' next datagrams.
struct Crowd {
    private var table: SessionTable
    private var datagrams: [(bytes: [UInt8], path: Path)] = []
    private var now = Conversation.start
    private var buffer = [UInt8](repeating: 0, count: Transmission.mostBytes)

    init(count: Int) {
        table = SessionTable(
            defaults: Conversation.configuration, isReady: true, mostAccepted: 0, seed: 1
        ) { path in
            UInt32(truncatingIfNeeded: path.remote.value)
        }
        for index in 0..<count {
            let path = Path(
                local: IPAddress(.ipv4, value: 0x0a09_0001),
                remote: IPAddress(.ipv4, value: 0x0a09_1000 + UInt128(index)))
            guard let id = table.add(Peer(path: path, role: .active), at: now),
                let discriminator = table.status(of: id)?.localDiscriminator
            else { preconditionFailure("a session with \(path.remote)") }
            var packet = Conversation.keepAlive
            packet.yourDiscriminator = discriminator
            packet.state = .initializing
            packet.flags = .final
            hear(encoded(packet), path)
            packet.state = .up
            packet.flags = []
            datagrams.append((encoded(packet), path))
            hear(encoded(packet), path)
        }
    }

    /// A datagram arrives, in turn for each session; then what is due is encoded. Time goes on so
    /// that each session hears one packet per interval. Returns a byte of what was encoded.
    mutating func round(_ iteration: Int) -> UInt8 {
        now = now.advanced(by: .microseconds(16_000 / UInt32(datagrams.count)))
        let (bytes, path) = datagrams[iteration % datagrams.count]
        hear(bytes, path)
        var last: UInt8 = 0
        while let outcome = table.settle(at: now) {
            guard let transmission = outcome.transmission else { continue }
            var span = buffer.mutableSpan
            _ = transmission.encode(into: &span)
            last = span[1]
        }
        return last
    }

    private mutating func hear(_ bytes: [UInt8], _ path: Path) {
        let arrival = Arrival(path: path, timeToLive: 255, time: now)
        _ = table.receive(bytes.span, arrival, at: now)
    }
}
