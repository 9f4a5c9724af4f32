import BFD
import BFDControl
import Glibc

/// The sockets that packets leave by: one for each session, because RFC 5881 §4 wants a source port
/// that no other session has.
///
/// They are connected, which spares the kernel a route lookup a packet; that outweighs what
/// sendmmsg(2), which takes one socket for all, would save.
struct Transmitter: ~Copyable {
    /// Packets that the kernel would not take.
    private(set) var failures: UInt64 = 0

    /// By the sessions' slots.
    private var outlets: [Outlet] = []
    private let identity: PathIdentity

    private struct Outlet {
        /// Owned; -1 if there is none.
        var socket: Int32 = -1
        var path: Path?
        var isConnected = false
    }

    init(_ identity: PathIdentity) {
        self.identity = identity
    }

    deinit {
        for outlet in outlets where outlet.socket >= 0 { close(outlet.socket) }
    }

    /// Sends the packet, or counts that it could not be sent.
    ///
    /// It throws only if the session can have no socket at all.
    mutating func send(_ transmission: Transmission) throws(SystemError) {
        while outlets.count <= transmission.slot { outlets.append(Outlet()) }
        if outlets[transmission.slot].path != transmission.path {
            release(transmission.slot)
            outlets[transmission.slot].socket = try open(for: transmission.path)
            outlets[transmission.slot].path = transmission.path
        }
        var bytes = [64 of UInt8](repeating: 0)
        var span = bytes.mutableSpan
        let count = transmission.encode(into: &span)
        let outlet = outlets[transmission.slot]
        if !outlet.isConnected {
            // There may have been no route before.
            outlets[transmission.slot].isConnected = connect(outlet.socket, transmission.path)
        }
        let isSent = withUnsafeBytes(of: &bytes) { bytes in
            // An ICMP error for an earlier packet is told in place of sending this one.
            send(outlet.socket, bytes.baseAddress, count)
                || (errno == ECONNREFUSED && send(outlet.socket, bytes.baseAddress, count))
        }
        if !isSent { failures += 1 }
    }

    /// Closes the socket of a session that is gone.
    mutating func release(_ slot: Int) {
        guard slot < outlets.count, outlets[slot].socket >= 0 else { return }
        close(outlets[slot].socket)
        outlets[slot] = Outlet()
    }

    private func send(_ socket: Int32, _ bytes: UnsafeRawPointer?, _ count: Int) -> Bool {
        Glibc.send(socket, bytes, count, Int32(MSG_DONTWAIT | MSG_NOSIGNAL)) == count
    }

    private func connect(_ socket: Int32, _ path: Path) -> Bool {
        let remote = SocketAddress(address: path.remote, port: path.hops.port, zone: path.zone)
        return remote.withSocketAddress { Glibc.connect(socket, $0, $1) } == 0
    }

    /// A bound socket; its descriptor is the caller's.
    private func open(for path: Path) throws(SystemError) -> Int32 {
        var port = identity.sourcePort(of: path)
        // Another session may have it; it would take thousands of them to have a hundred in a row.
        for _ in 0..<100 {
            let local = SocketAddress(address: path.local, port: port, zone: path.zone)
            let socket = try Descriptor.datagramSocket(for: local)
            do throws(SystemError) {
                try socket.bind(to: local)
                try socket.sendAsNetworkControl(to: local)
                return socket.release()
            } catch {
                guard error.code == EADDRINUSE else { throw error }
                let ports = PathIdentity.sourcePorts
                port = port == ports.upperBound ? ports.lowerBound : port + 1
            }
        }
        throw SystemError("bind a source port for \(path.local)", EADDRINUSE)
    }
}
