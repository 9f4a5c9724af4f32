import Addressing
import Foundation
import NFTables
import Testing

@Suite(.needsNetworkNamespace) struct `a pool of addresses in nftables` {
    @Test func `has an even share of the flows for each address`() async throws {
        try await NetworkNamespace.run {
            try Command.run("ip link set lo up")
            let pool = AddressPool(
                name: "pool", family: .ipv4,
                addresses: try EgressTable.prefixes("127.0.1.1", "127.0.2.2", "127.0.3.3").map(
                    \.address))
            try NFTSocket.open().replace(
                Table(
                    name: "spread", pools: [pool],
                    chains: [
                        Chain(
                            name: "postrouting",
                            hook: Chain.Hook(type: .nat, point: .postrouting, priority: 100),
                            rules: [
                                [
                                    .l4proto(.udp), .dport(.udp, .port(9)),
                                    .snat(.any(of: pool), ports: 2000...2999),
                                ]
                            ])
                    ]))

            let receiver = try UDPSocket(port: 9)
            var flows: [String: Int] = [:]
            for _ in 1...30 {
                // A socket of its own, so a flow of its own.
                try UDPSocket(port: 0).send(to: 9)
                let (address, port) = try receiver.receive()
                #expect((2000...2999).contains(port))
                flows[address, default: 0] += 1
            }
            #expect(flows == ["127.0.1.1": 10, "127.0.2.2": 10, "127.0.3.3": 10])
        }
    }
}

/// A UDP socket on 127.0.0.1.
private struct UDPSocket: ~Copyable {
    private let descriptor: Int32

    init(port: UInt16) throws {
        descriptor = socket(AF_INET, Int32(SOCK_DGRAM.rawValue), 0)
        guard descriptor >= 0 else { throw POSIXError.last }
        try Self.with(port) { address, length in
            guard bind(descriptor, address, length) == 0 else { throw POSIXError.last }
        }
    }

    deinit {
        close(descriptor)
    }

    func send(to port: UInt16) throws {
        try Self.with(port) { address, length in
            guard sendto(descriptor, "x", 1, 0, address, length) == 1 else { throw POSIXError.last }
        }
    }

    /// Where the next datagram is from.
    func receive() throws -> (address: String, port: UInt16) {
        var request = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
        guard poll(&request, 1, 5_000) == 1 else { throw NotInTime() }
        var sender = sockaddr_in()
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        var byte: UInt8 = 0
        let count = withUnsafeMutablePointer(to: &sender) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                recvfrom(descriptor, &byte, 1, 0, $0, &length)
            }
        }
        guard count == 1 else { throw POSIXError.last }
        let address = IPAddress(.ipv4, value: UInt128(UInt32(bigEndian: sender.sin_addr.s_addr)))
        return (address.description, UInt16(bigEndian: sender.sin_port))
    }

    private static func with(
        _ port: UInt16, _ body: (UnsafePointer<sockaddr>, socklen_t) throws -> Void
    ) rethrows {
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        address.sin_addr.s_addr = inet_addr("127.0.0.1")
        try withUnsafePointer(to: address) {
            try $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                try body($0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
    }
}
