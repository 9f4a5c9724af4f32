import Addressing
import Foundation

/// A UDP socket of the namespace in which it was made, which it stays in.
final class UDPEndpoint: Sendable {
    private let descriptor: Int32

    /// An address and a port.
    struct Peer: Hashable, Sendable, CustomStringConvertible {
        let address: IPAddress
        let port: UInt16

        var description: String { "[\(address)]:\(port)" }
    }

    /// How long ``receive()`` waits for what should come, in milliseconds.
    private static let limit: Int32 = 20_000

    /// Binds to `address`; port 0 leaves the choice to the kernel.
    init(_ address: String, port: UInt16 = 0) throws {
        guard let address = IPAddress(address) else { throw POSIXError(.EINVAL) }
        let domain = address.family == .ipv4 ? AF_INET : AF_INET6
        descriptor = socket(domain, Int32(SOCK_DGRAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        guard descriptor >= 0 else { throw POSIXError.last }
        let result = Peer(address: address, port: port).withSocketAddress {
            bind(descriptor, $0, $1)
        }
        guard result == 0 else { throw POSIXError.last }
    }

    deinit {
        close(descriptor)
    }

    func send(_ text: String, to address: String, port: UInt16) throws {
        guard let address = IPAddress(address) else { throw POSIXError(.EINVAL) }
        try send(text, to: Peer(address: address, port: port))
    }

    func send(_ text: String, to peer: Peer) throws {
        let bytes = Array(text.utf8)
        let sent = peer.withSocketAddress { sendto(descriptor, bytes, bytes.count, 0, $0, $1) }
        guard sent == bytes.count else { throw POSIXError.last }
    }

    /// Waits for a datagram and says where it came from.
    func receive() throws -> (text: String, sender: Peer) {
        var request = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
        poll(&request, 1, Self.limit)
        guard let received = try receiveIfThere() else { throw NotInTime() }
        return received
    }

    /// What has arrived, without waiting.
    func receiveIfThere() throws -> (text: String, sender: Peer)? {
        var storage = sockaddr_storage()
        var size = socklen_t(MemoryLayout<sockaddr_storage>.size)
        var buffer = [UInt8](repeating: 0, count: 2048)
        let count = withUnsafeMutablePointer(to: &storage) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                recvfrom(descriptor, &buffer, buffer.count, Int32(MSG_DONTWAIT), $0, &size)
            }
        }
        guard count >= 0 else {
            guard errno == EAGAIN else { throw POSIXError.last }
            return nil
        }
        guard let sender = Peer(storage) else { throw POSIXError(.EINVAL) }
        return (String(decoding: buffer[..<count], as: UTF8.self), sender)
    }
}

extension UDPEndpoint.Peer {
    func withSocketAddress<Result>(
        _ body: (UnsafePointer<sockaddr>, socklen_t) -> Result
    ) -> Result {
        var storage = sockaddr_storage()
        let size: Int
        switch address.family {
        case .ipv4:
            var value = sockaddr_in()
            value.sin_family = sa_family_t(AF_INET)
            value.sin_port = port.bigEndian
            withUnsafeMutableBytes(of: &value.sin_addr) { $0.copyBytes(from: address.bytes) }
            size = MemoryLayout<sockaddr_in>.size
            withUnsafeMutableBytes(of: &storage) { target in
                withUnsafeBytes(of: value) { target.copyMemory(from: $0) }
            }
        case .ipv6:
            var value = sockaddr_in6()
            value.sin6_family = sa_family_t(AF_INET6)
            value.sin6_port = port.bigEndian
            withUnsafeMutableBytes(of: &value.sin6_addr) { $0.copyBytes(from: address.bytes) }
            size = MemoryLayout<sockaddr_in6>.size
            withUnsafeMutableBytes(of: &storage) { target in
                withUnsafeBytes(of: value) { target.copyMemory(from: $0) }
            }
        }
        return withUnsafePointer(to: &storage) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { body($0, socklen_t(size)) }
        }
    }

    fileprivate init?(_ storage: sockaddr_storage) {
        let bytes = withUnsafeBytes(of: storage) { Array($0) }
        port = UInt16(bytes[2]) << 8 | UInt16(bytes[3])
        // sockaddr_in and sockaddr_in6: the address behind the port, in the latter behind a label.
        let range = Int32(storage.ss_family) == AF_INET ? 4..<8 : 8..<24
        guard let address = IPAddress(bytes: bytes[range]) else { return nil }
        self.address = address
    }
}
