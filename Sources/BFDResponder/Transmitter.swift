import BFD
import BFDControl
import CLinux
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

        /// Why the last packet could not be sent: an `errno`, or zero.
        var problem: Int32 = 0
    }

    /// What is worth telling about sending: that it fails, with the `errno`, or does so no longer.
    enum News {
        case fails(Int32)
        case recovered
    }

    init(_ identity: PathIdentity) {
        self.identity = identity
    }

    deinit {
        for outlet in outlets where outlet.socket >= 0 { close(outlet.socket) }
    }

    /// Sends the packet, or counts that it could not be sent; returns what is new about that.
    mutating func send(_ transmission: Transmission) -> News? {
        let slot = transmission.slot
        while outlets.count <= slot { outlets.append(Outlet()) }
        if outlets[slot].path != transmission.path { release(slot) }
        let problem = attempt(transmission)
        if problem != 0 { failures += 1 }
        guard problem != outlets[slot].problem else { return nil }
        outlets[slot].problem = problem
        return problem == 0 ? .recovered : .fails(problem)
    }

    /// Returns zero or an `errno`.
    private mutating func attempt(_ transmission: Transmission) -> Int32 {
        let slot = transmission.slot
        let path = transmission.path
        if outlets[slot].socket < 0 {
            do throws(SystemError) {
                outlets[slot].socket = try open(for: path)
                outlets[slot].path = path
            } catch {
                return error.code
            }
        }
        let socket = outlets[slot].socket
        if !outlets[slot].isConnected {
            // There may have been no route before.
            let remote = SocketAddress(address: path.remote, port: path.hops.port, zone: path.zone)
            guard remote.withSocketAddress({ connect(socket, $0, $1) }) == 0 else { return errno }
            outlets[slot].isConnected = true
        }
        var bytes = [64 of UInt8](repeating: 0)
        var span = bytes.mutableSpan
        let count = transmission.encode(into: &span)
        let isSent = withUnsafeBytes(of: &bytes) { bytes in
            // An ICMP error for an earlier packet is told in place of sending this one.
            send(socket, bytes.baseAddress, count)
                || (errno == ECONNREFUSED && send(socket, bytes.baseAddress, count))
        }
        return isSent ? 0 : errno
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
