import Addressing
import BFD
import CLinux
import Glibc

/// What the kernel tells of a datagram beside its payload.
struct Envelope {
    var source: IPAddress
    var sourceZone: UInt32 = 0

    /// `nil` if the kernel did not say.
    var destination: IPAddress?

    /// The IPv4 time to live or IPv6 hop limit; 0 if the kernel did not say.
    var timeToLive: UInt8 = 0

    /// In nanoseconds of `CLOCK_REALTIME`: when the kernel took it; 0 if it did not say.
    var time: UInt64 = 0

    /// How many datagrams the socket has dropped since it was made; `nil` if none since the last.
    var drops: UInt32?

    init(from address: sockaddr_in6, ancillary data: UnsafeRawBufferPointer) {
        if Int32(address.sin6_family) == AF_INET {
            // The IPv4 address stands where the IPv6 flow label does.
            source = IPAddress(.ipv4, value: UInt128(UInt32(bigEndian: address.sin6_flowinfo)))
        } else {
            let value = withUnsafeBytes(of: address.sin6_addr) {
                $0.loadUnaligned(as: UInt128.self)
            }
            source = IPAddress(.ipv6, value: UInt128(bigEndian: value))
            sourceZone = address.sin6_scope_id
        }
        var rest = data
        while let message = AncillaryMessage(takingFrom: &rest) { read(message) }
    }

    private mutating func read(_ message: AncillaryMessage) {
        switch (message.level, message.type) {
        case (SocketLevel.socket, SO_TIMESTAMPNS):
            guard let stamp = message.load(timespec.self) else { return }
            time = UInt64(stamp.tv_sec) * 1_000_000_000 + UInt64(stamp.tv_nsec)
        case (SocketLevel.socket, SO_RXQ_OVFL):
            drops = message.load(UInt32.self)
        case (SocketLevel.ipv4, IP_TTL), (SocketLevel.ipv6, IPV6_HOPLIMIT):
            guard let value = message.load(Int32.self) else { return }
            timeToLive = UInt8(clamping: value)
        case (SocketLevel.ipv4, IP_PKTINFO):
            guard let info = message.load(in_pktinfo.self) else { return }
            let value = UInt32(bigEndian: info.ipi_addr.s_addr)
            destination = IPAddress(.ipv4, value: UInt128(value))
        case (SocketLevel.ipv6, IPV6_PKTINFO):
            // struct in6_pktinfo begins with the address.
            guard let value = message.load(UInt128.self) else { return }
            destination = IPAddress(.ipv6, value: UInt128(bigEndian: value))
        default:
            break
        }
    }
}

/// One piece of ancillary data (cmsg(3)).
private struct AncillaryMessage {
    let level: Int32
    let type: Int32
    private let data: UnsafeRawBufferPointer

    /// In bytes: `struct cmsghdr`, and what its successor is aligned to.
    private static let headerSize = MemoryLayout<cmsghdr>.size
    private static let alignment = MemoryLayout<Int>.size

    /// Takes the first of `bytes` off; `nil` at the end.
    init?(takingFrom bytes: inout UnsafeRawBufferPointer) {
        guard bytes.count >= Self.headerSize else { return nil }
        let header = bytes.loadUnaligned(as: cmsghdr.self)
        let length = Int(header.cmsg_len)
        guard length >= Self.headerSize, length <= bytes.count else { return nil }
        level = header.cmsg_level
        type = header.cmsg_type
        data = UnsafeRawBufferPointer(rebasing: bytes[Self.headerSize..<length])
        let next = (length + Self.alignment - 1) & ~(Self.alignment - 1)
        bytes = UnsafeRawBufferPointer(rebasing: bytes[min(next, bytes.count)...])
    }

    func load<Value: BitwiseCopyable>(_: Value.Type) -> Value? {
        guard data.count >= MemoryLayout<Value>.size else { return nil }
        return data.loadUnaligned(as: Value.self)
    }
}
