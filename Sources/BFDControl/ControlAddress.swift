public import Addressing
import Glibc

/// Where a daemon takes requests: written like OpenBFDD's TCP address, and the name of an abstract
/// Unix socket.
///
/// An abstract socket belongs to the network namespace, as a TCP port of the loopback does: `ip netns
/// exec` and a pod's other containers reach it. It needs no file, no port and no capability.
public struct ControlAddress: Hashable, Sendable {
    /// Why a text is no control address.
    public enum Problem: Error, Hashable, Sendable {
        case address
        case port
    }

    public let address: IPAddress

    /// Not zero.
    public let port: UInt16

    private init(port: UInt16) {
        address = IPAddress(.ipv4, value: 0x7f00_0001)
        self.port = port
    }

    /// `127.0.0.1:957`
    public static let standard = ControlAddress(port: 957)

    /// `127.0.0.1:958`, which `--altport` means.
    public static let alternate = ControlAddress(port: 958)

    /// Reads `127.0.0.1:957` or `[::1]:957`.
    public init(_ text: String) throws(Problem) {
        let host: Substring
        let port: Substring?
        if text.hasPrefix("["), let end = text.firstIndex(of: "]") {
            host = text[text.index(after: text.startIndex)..<end]
            let rest = text[text.index(after: end)...]
            guard rest.isEmpty || rest.hasPrefix(":") else { throw .address }
            port = rest.isEmpty ? nil : rest.dropFirst()
        } else if let colon = text.lastIndex(of: ":"), text.firstIndex(of: ":") == colon {
            host = text[..<colon]
            port = text[text.index(after: colon)...]
        } else {
            host = text[...]
            port = nil
        }
        guard let address = IPAddress(host) else { throw .address }
        guard let number = port.flatMap({ UInt16($0) }), number != 0 else { throw .port }
        self.address = address
        self.port = number
    }

    /// Without the zero byte in front.
    private var name: String { "vpc-egress-gateway/bfdd/\(self)" }

    /// Calls `body` with the socket address, as `bind(2)` and `connect(2)` take it.
    func withSocketAddress<Result>(
        _ body: (UnsafePointer<sockaddr>, socklen_t) -> Result
    ) -> Result {
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        let name = Array(name.utf8)
        // The first byte stays zero: that makes it abstract (unix(7)).
        withUnsafeMutableBytes(of: &address.sun_path) { path in
            path.dropFirst().prefix(name.count).copyBytes(from: name)
        }
        let offset = MemoryLayout<sockaddr_un>.offset(of: \.sun_path) ?? 2
        let length = socklen_t(offset + 1 + name.count)
        return withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { body($0, length) }
        }
    }
}

extension ControlAddress: CustomStringConvertible {
    public var description: String {
        address.family == .ipv4 ? "\(address):\(port)" : "[\(address)]:\(port)"
    }
}
