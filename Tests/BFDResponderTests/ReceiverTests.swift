import Addressing
import BFD
import BFDControl
import Glibc
import Testing

@testable import BFDResponder

@Suite(.serialized) struct `A receiver` {
    private static let sound: [UInt8] = [
        0x20, 0x40, 3, 24, 0, 0, 0, 1, 0, 0, 0, 0,
        0, 0x0f, 0x42, 0x40, 0, 0x0f, 0x42, 0x40, 0, 0, 0, 0,
    ]

    /// Sends `count` packets, each with its number as discriminator, to the receiver's own address.
    private static func send(_ count: Int, to address: SocketAddress) throws {
        let socket = try Descriptor.datagramSocket(for: address)
        try socket.sendAsNetworkControl(to: address)
        for number in 1...count {
            var packet = sound
            packet[6] = UInt8(number >> 8)
            packet[7] = UInt8(number & 0xff)
            let sent = address.withSocketAddress {
                sendto(socket.value, packet, packet.count, 0, $0, $1)
            }
            #expect(sent == packet.count)
        }
    }

    @Test(arguments: ["127.0.0.77", "::1"])
    func `tells whence, whither, how far and when`(text: String) throws {
        let address = try #require(IPAddress(text))
        let receiver = try Receiver.listen(on: address, minimumTimeToLive: 254)
        let before = Instant.now
        try Self.send(1, to: receiver.address)
        let after = Instant.now
        var arrivals: [Arrival] = []
        receiver.drain(ClockPair()) { bytes, arrival in
            #expect(bytes.count == Self.sound.count)
            arrivals.append(arrival)
        }
        let arrival = try #require(arrivals.first)
        let source = address.family == .ipv4 ? IPAddress("127.0.0.1") : address
        #expect(arrival.path == Path(local: address, remote: try #require(source)))
        #expect(arrival.timeToLive == 255)
        // Two clocks are read one after the other: allow for what may lie between.
        #expect(before.since(arrival.time) < .milliseconds(5))
        #expect(arrival.time.since(after) < .milliseconds(5))
    }

    @Test func `knows when a packet came, however late it is read`() throws {
        let address = try #require(IPAddress("127.0.0.78"))
        let receiver = try Receiver.listen(on: address, minimumTimeToLive: 254)
        try Self.send(1, to: receiver.address)
        let sent = Instant.now
        usleep(50_000)
        var times: [Instant] = []
        receiver.drain(ClockPair()) { _, arrival in times.append(arrival.time) }
        #expect(times.count == 1)
        #expect(try #require(times.first).since(sent) < .milliseconds(5))
    }

    @Test func `hands over all that had come, in order`() throws {
        let address = try #require(IPAddress("127.0.0.79"))
        let receiver = try Receiver.listen(on: address, minimumTimeToLive: 254)
        try Self.send(150, to: receiver.address)
        var numbers: [Int] = []
        receiver.drain(ClockPair()) { bytes, _ in
            numbers.append(Int(bytes[6]) << 8 | Int(bytes[7]))
        }
        #expect(numbers == Array(1...150))
        receiver.drain(ClockPair()) { _, _ in Issue.record("there is nothing left") }
    }

    @Test func `counts what the kernel dropped`() throws {
        let address = try #require(IPAddress("127.0.0.80"))
        let receiver = try Receiver.listen(on: address, minimumTimeToLive: 254)
        let stranger = try Descriptor.datagramSocket(for: receiver.address)
        for _ in 0..<7 {
            _ = receiver.address.withSocketAddress { sendto(stranger.value, "x", 1, 0, $0, $1) }
        }
        try Self.send(1, to: receiver.address)
        receiver.drain(ClockPair()) { _, _ in }
        #expect(receiver.drops == 7)
    }
}
