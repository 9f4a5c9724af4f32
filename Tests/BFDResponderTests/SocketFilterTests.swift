import Addressing
import BFDControl
import Glibc
import Testing

@testable import BFDResponder

@Suite struct `The kernel's filter` {
    /// A packet that no rule of RFC 5880 §6.8.6 is against.
    private static let sound: [UInt8] = [
        0x20, 0x40, 3, 24, 0, 0, 0, 1, 0, 0, 0, 0,
        0, 0x0f, 0x42, 0x40, 0, 0x0f, 0x42, 0x40, 0, 0, 0, 0,
    ]

    private static func with(_ byte: UInt8, at index: Int) -> [UInt8] {
        var packet = sound
        packet[index] = byte
        return packet
    }

    /// Whether `payload`, sent over the loopback with `timeToLive`, is there to be read.
    private static func passes(
        _ payload: [UInt8], timeToLive: Int32 = 255, _ family: IPAddress.Family
    ) throws -> Bool {
        let loopback = IPAddress(
            family, value: family == .ipv4 ? 0x7f00_0001 : 1)
        let receiver = try Descriptor.datagramSocket(
            for: SocketAddress(address: loopback, port: 0))
        try SocketFilter(family, minimumTimeToLive: 254).attach(to: receiver)
        var bound: SocketAddress?
        for port in UInt16(20_000)...20_200 where bound == nil {
            let address = SocketAddress(address: loopback, port: port)
            if (try? receiver.bind(to: address)) != nil { bound = address }
        }
        let address = try #require(bound)
        let sender = try Descriptor.datagramSocket(for: address)
        switch family {
        case .ipv4: try sender.set(SocketLevel.ipv4, IP_TTL, to: timeToLive)
        case .ipv6: try sender.set(SocketLevel.ipv6, IPV6_UNICAST_HOPS, to: timeToLive)
        }
        let count = address.withSocketAddress {
            sendto(sender.value, payload, payload.count, 0, $0, $1)
        }
        #expect(count == payload.count)
        var buffer = [UInt8](repeating: 0, count: 300)
        // Over the loopback a datagram is there, or dropped, when sendto(2) returns.
        return recv(receiver.value, &buffer, buffer.count, Int32(MSG_DONTWAIT)) == payload.count
    }

    @Test(arguments: IPAddress.Family.allCases)
    func `lets through what may be ours`(family: IPAddress.Family) throws {
        #expect(try Self.passes(Self.sound, family))
        #expect(try Self.passes(Self.sound, timeToLive: 254, family))
        #expect(try Self.passes(Self.sound + [1, 2, 3], family))
        #expect(try Self.passes(Self.with(0xff & ~0x01, at: 1), family), "all flags but multipoint")
        #expect(try Self.passes(Self.with(255, at: 3), family), "a length that is judged later")
    }

    @Test(arguments: IPAddress.Family.allCases)
    func `drops what no session takes`(family: IPAddress.Family) throws {
        #expect(try !Self.passes(Self.sound, timeToLive: 253, family), "too far away")
        #expect(try !Self.passes(Self.sound, timeToLive: 1, family), "too far away")
        #expect(try !Self.passes(Array(Self.sound.dropLast()), family), "too short")
        #expect(try !Self.passes([], family), "empty")
        #expect(try !Self.passes(Self.with(0x00, at: 0), family), "version 0")
        #expect(try !Self.passes(Self.with(0x40, at: 0), family), "version 2")
        #expect(try !Self.passes(Self.with(0x41, at: 1), family), "multipoint")
        #expect(try !Self.passes(Self.with(0, at: 2), family), "multiplier 0")
        #expect(try !Self.passes(Self.with(23, at: 3), family), "length 23")
        #expect(try !Self.passes(Self.with(0, at: 7), family), "discriminator 0")
    }
}
