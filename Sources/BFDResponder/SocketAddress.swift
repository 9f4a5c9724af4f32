import Addressing
import Glibc

/// An address, a port and a zone, as socket calls take them.
struct SocketAddress: Hashable {
    let address: IPAddress
    let port: UInt16

    /// The interface index that a link-local address belongs to, or 0.
    var zone: UInt32 = 0

    /// Calls `body` with the address in the kernel's form.
    func withSocketAddress<Result>(
        _ body: (UnsafePointer<sockaddr>, socklen_t) -> Result
    ) -> Result {
        switch address.family {
        case .ipv4:
            var four = sockaddr_in()
            four.sin_family = sa_family_t(AF_INET)
            four.sin_port = port.bigEndian
            four.sin_addr.s_addr = UInt32(address.value).bigEndian
            return Self.rebound(&four, body)
        case .ipv6:
            var six = sockaddr_in6()
            six.sin6_family = sa_family_t(AF_INET6)
            six.sin6_port = port.bigEndian
            six.sin6_scope_id = zone
            withUnsafeMutableBytes(of: &six.sin6_addr) { bytes in
                bytes.storeBytes(of: address.value.bigEndian, as: UInt128.self)
            }
            return Self.rebound(&six, body)
        }
    }

    private static func rebound<Address, Result>(
        _ address: inout Address, _ body: (UnsafePointer<sockaddr>, socklen_t) -> Result
    ) -> Result {
        withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                body($0, socklen_t(MemoryLayout<Address>.size))
            }
        }
    }
}

extension SocketAddress: CustomStringConvertible {
    /// `10.16.0.2:3784` or `[fd00::2]:3784`
    var description: String {
        address.family == .ipv4 ? "\(address):\(port)" : "[\(address)]:\(port)"
    }
}
