import Addressing
import Glibc

/// The networks that this host has an address in.
struct ConnectedNetworks {
    private let prefixes: [Prefix]

    init(_ prefixes: [Prefix]) {
        self.prefixes = prefixes
    }

    /// Those of this network namespace, now.
    static func current() -> ConnectedNetworks {
        var list: UnsafeMutablePointer<ifaddrs>?
        guard getifaddrs(&list) == 0 else { return ConnectedNetworks([]) }
        defer { freeifaddrs(list) }
        let entries = sequence(first: list) { $0?.pointee.ifa_next }.prefix { $0 != nil }
        return ConnectedNetworks(
            entries.compactMap { entry in
                guard let address = IPAddress(entry?.pointee.ifa_addr),
                    let mask = IPAddress(entry?.pointee.ifa_netmask)
                else { return nil }
                return Prefix(masking: address, length: mask.value.nonzeroBitCount)
            })
    }

    /// Whether `address` is a neighbour's: no router is between.
    func contain(_ address: IPAddress) -> Bool {
        prefixes.contains { $0.contains(address) }
    }
}

extension IPAddress {
    /// That of a socket address; `nil` if it is of no IP family.
    fileprivate init?(_ address: UnsafeMutablePointer<sockaddr>?) {
        guard let address else { return nil }
        let bytes = UnsafeRawPointer(address)
        switch Int32(address.pointee.sa_family) {
        case AF_INET:
            let value = bytes.loadUnaligned(fromByteOffset: 4, as: UInt32.self)
            self.init(.ipv4, value: UInt128(UInt32(bigEndian: value)))
        case AF_INET6:
            let value = bytes.loadUnaligned(fromByteOffset: 8, as: UInt128.self)
            self.init(.ipv6, value: UInt128(bigEndian: value))
        default:
            return nil
        }
    }
}
