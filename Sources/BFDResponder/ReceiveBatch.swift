import Addressing
import BFD
import BFDControl
import CLinux
import Glibc

/// Room for what one call of recvmmsg(2) brings; made once, used for every packet.
struct ReceiveBatch: ~Copyable {
    static let capacity = 32

    /// In bytes. Longer than any BFD packet, whose *Length* is one byte.
    private static let payloadSize = 264

    /// In bytes: room for the ancillary data of one datagram.
    private static let controlSize = 256

    private let headers: UnsafeMutablePointer<mmsghdr>
    private let vectors: UnsafeMutablePointer<iovec>
    private let sources: UnsafeMutablePointer<sockaddr_in6>
    private let payloads: UnsafeMutableRawPointer
    private let controls: UnsafeMutableRawPointer

    init() {
        headers = .allocate(capacity: Self.capacity)
        vectors = .allocate(capacity: Self.capacity)
        sources = .allocate(capacity: Self.capacity)
        payloads = .allocate(byteCount: Self.capacity * Self.payloadSize, alignment: 16)
        controls = .allocate(byteCount: Self.capacity * Self.controlSize, alignment: 16)
        headers.initialize(repeating: mmsghdr(), count: Self.capacity)
        sources.initialize(repeating: sockaddr_in6(), count: Self.capacity)
        for index in 0..<Self.capacity {
            vectors[index] = iovec(
                iov_base: payloads + index * Self.payloadSize, iov_len: Self.payloadSize)
            headers[index].msg_hdr.msg_iov = vectors + index
            headers[index].msg_hdr.msg_iovlen = 1
            headers[index].msg_hdr.msg_name = UnsafeMutableRawPointer(sources + index)
            headers[index].msg_hdr.msg_control = controls + index * Self.controlSize
        }
    }

    deinit {
        headers.deallocate()
        vectors.deallocate()
        sources.deallocate()
        payloads.deallocate()
        controls.deallocate()
    }

    /// Takes what waits at `socket`, up to ``capacity``; returns how many datagrams that are.
    func fill(from socket: Int32) -> Int {
        for index in 0..<Self.capacity {
            headers[index].msg_hdr.msg_namelen = socklen_t(MemoryLayout<sockaddr_in6>.size)
            headers[index].msg_hdr.msg_controllen = Self.controlSize
        }
        return max(0, Int(linux_receive(socket, headers, UInt32(Self.capacity))))
    }

    /// The payload of a datagram that the last ``fill(from:)`` brought.
    func payload(_ index: Int) -> UnsafeBufferPointer<UInt8> {
        let start = (payloads + index * Self.payloadSize).assumingMemoryBound(to: UInt8.self)
        return UnsafeBufferPointer(start: start, count: Int(headers[index].msg_len))
    }

    /// What the kernel tells about it.
    func envelope(_ index: Int) -> Envelope {
        let header = headers[index].msg_hdr
        let data = UnsafeRawBufferPointer(start: header.msg_control, count: header.msg_controllen)
        return Envelope(from: sources[index], ancillary: data)
    }
}
