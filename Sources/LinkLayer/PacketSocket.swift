import CLinux
import Glibc

/// A socket that sends frames as they are, in the network namespace of the thread that opened it.
public struct PacketSocket: ~Copyable {
    private let descriptor: Int32

    private init(owning descriptor: Int32) {
        self.descriptor = descriptor
    }

    /// Needs CAP_NET_RAW.
    public static func open() throws(LinkLayerError) -> PacketSocket {
        // Protocol 0: nothing is received.
        let descriptor = socket(AF_PACKET, Int32(SOCK_RAW.rawValue | SOCK_CLOEXEC.rawValue), 0)
        guard descriptor >= 0 else {
            throw LinkLayerError(request: "open an AF_PACKET socket", code: errno)
        }
        return PacketSocket(owning: descriptor)
    }

    deinit {
        close(descriptor)
    }

    /// Sends one round of an announcement by the interface of this number.
    public borrowing func send(
        _ announcement: Announcement, by interfaceIndex: Int32
    ) throws(LinkLayerError) {
        for frame in announcement.frames {
            try send(frame, by: interfaceIndex, for: "announce \(announcement.address)")
        }
    }

    borrowing func send(
        _ frame: EthernetFrame, by interfaceIndex: Int32, for request: String
    ) throws(LinkLayerError) {
        var destination = sockaddr_ll()
        destination.sll_family = UInt16(AF_PACKET)
        destination.sll_ifindex = interfaceIndex
        let sent = withUnsafePointer(to: &destination) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                sendto(
                    descriptor, frame.bytes, frame.bytes.count, 0, $0,
                    socklen_t(MemoryLayout<sockaddr_ll>.size))
            }
        }
        guard sent == frame.bytes.count else {
            throw LinkLayerError(request: request, code: errno)
        }
    }
}
