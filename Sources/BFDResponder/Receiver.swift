import Addressing
import BFD
import BFDControl
import Glibc

/// A socket that packets come to.
final class Receiver {
    let address: SocketAddress
    private let socket: Descriptor
    private let batch = ReceiveBatch()

    /// Datagrams that the kernel dropped, by the filter or for want of room, as far as is known: it
    /// tells with the next one that it does not drop.
    private(set) var drops: UInt64 = 0

    /// When the socket was last seen empty: what is read later arrived after that.
    private var lastEmpty = Instant.now

    private var lastDrops: UInt32 = 0

    private init(_ socket: consuming Descriptor, _ address: SocketAddress) {
        self.socket = socket
        self.address = address
    }

    /// Listens on the single-hop port (RFC 5881 §4) of `address`, which may be unspecified.
    static func listen(
        on address: IPAddress, minimumTimeToLive: UInt8
    ) throws(SystemError) -> Receiver {
        let address = SocketAddress(address: address, port: Path.Hops.single.port)
        let socket = try Descriptor.datagramSocket(for: address)
        switch address.address.family {
        case .ipv4:
            try socket.set(SocketLevel.ipv4, IP_RECVTTL)
            try socket.set(SocketLevel.ipv4, IP_PKTINFO)
        case .ipv6:
            try socket.set(SocketLevel.ipv6, IPV6_RECVHOPLIMIT)
            try socket.set(SocketLevel.ipv6, IPV6_RECVPKTINFO)
        }
        try socket.set(SocketLevel.socket, SO_TIMESTAMPNS)
        try socket.set(SocketLevel.socket, SO_RXQ_OVFL)
        // Some hundred packets more than the default; the system's limit may be lower.
        try socket.set(SocketLevel.socket, SO_RCVBUF, to: 1 << 20)
        // Before it is bound, so that nothing gets past it.
        try SocketFilter(address.address.family, minimumTimeToLive: minimumTimeToLive)
            .attach(to: socket)
        try socket.bind(to: address)
        return Receiver(socket, address)
    }

    var descriptor: Int32 { socket.value }

    /// Hands over what had arrived by the time of `clocks`, in order, and perhaps some more.
    ///
    /// The queue is bounded, so this is too, however much comes in meanwhile; and whoever was heard
    /// by then has been heard when it returns.
    func drain(_ clocks: ClockPair, _ body: (Span<UInt8>, Arrival) -> Void) {
        while true {
            let count = batch.fill(from: socket.value)
            var isLate = false
            for index in 0..<count {
                let envelope = batch.envelope(index)
                countDrops(envelope)
                guard let arrival = arrival(envelope, clocks) else { continue }
                isLate = isLate || arrival.time >= clocks.now
                body(batch.payload(index).span, arrival)
            }
            if count < ReceiveBatch.capacity {
                lastEmpty = clocks.now
                return
            }
            if isLate { return }
        }
    }

    /// How a datagram came, in terms of sessions; `nil` if the kernel did not say where to.
    private func arrival(_ envelope: Envelope, _ clocks: ClockPair) -> Arrival? {
        guard let destination = envelope.destination,
            destination.family == envelope.source.family
        else { return nil }
        let path = Path(local: destination, remote: envelope.source, zone: envelope.sourceZone)
        // A wall clock that was set between arrival and now may say anything; it arrived after
        // the socket was empty, and before now.
        let time = max(lastEmpty, min(clocks.monotonic(envelope.time), clocks.now))
        return Arrival(path: path, timeToLive: envelope.timeToLive, time: time)
    }

    private func countDrops(_ envelope: Envelope) {
        guard let total = envelope.drops else { return }
        drops += UInt64(total &- lastDrops)
        lastDrops = total
    }
}
