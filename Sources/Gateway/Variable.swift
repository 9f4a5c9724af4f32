import Addressing

/// The environment variables that the project's programs read: the one list of their names.
///
/// A name that begins with `GATEWAY_` and is not here is a typo, and every program refuses it.
public enum Variable: String, CaseIterable, Sendable {
    // Kube-OVN's. A family's variables are set when the VPC has that family.
    case internalGatewayIPv4 = "INTERNAL_GATEWAY_IPV4"
    case internalGatewayIPv6 = "INTERNAL_GATEWAY_IPV6"
    case externalGatewayIPv4 = "EXTERNAL_GATEWAY_IPV4"
    case externalGatewayIPv6 = "EXTERNAL_GATEWAY_IPV6"
    case noSNATSourcesIPv4 = "NO_SNAT_SOURCES_IPV4"
    case noSNATSourcesIPv6 = "NO_SNAT_SOURCES_IPV6"
    case enableBGP = "ENABLE_BGP"
    case enableEVPN = "ENABLE_EVPN"
    case vni = "VNI"

    // Lists that are too long for one string of the environment, which the kernel caps at 128 KiB
    // (MAX_ARG_STRLEN, execve(2)).
    case noSNATSourcesIPv4File = "NO_SNAT_SOURCES_IPV4_FILE"
    case noSNATSourcesIPv6File = "NO_SNAT_SOURCES_IPV6_FILE"

    // Ours, read by gateway-init.
    case snatSources = "GATEWAY_SNAT_SOURCES"
    case snatSourcesFile = "GATEWAY_SNAT_SOURCES_FILE"
    case snatAddresses = "GATEWAY_SNAT_ADDRESSES"
    case snatAddressesFile = "GATEWAY_SNAT_ADDRESSES_FILE"
    case snatPorts = "GATEWAY_SNAT_PORTS"
    case mssClamp = "GATEWAY_MSS_CLAMP"
    case leakGuard = "GATEWAY_LEAK_GUARD"

    // Ours, read by bfdd.
    case bfdMinTTL = "GATEWAY_BFD_MIN_TTL"
    case drainSeconds = "GATEWAY_DRAIN_SECONDS"
    case health = "GATEWAY_HEALTH"
    case repair = "GATEWAY_REPAIR"

    /// What a name of ours begins with.
    static let prefix = "GATEWAY_"

    static func internalGateway(_ family: IPAddress.Family) -> Variable {
        switch family {
        case .ipv4: .internalGatewayIPv4
        case .ipv6: .internalGatewayIPv6
        }
    }

    static func externalGateway(_ family: IPAddress.Family) -> Variable {
        switch family {
        case .ipv4: .externalGatewayIPv4
        case .ipv6: .externalGatewayIPv6
        }
    }

    static func noSNATSources(_ family: IPAddress.Family) -> (list: Variable, file: Variable) {
        switch family {
        case .ipv4: (.noSNATSourcesIPv4, .noSNATSourcesIPv4File)
        case .ipv6: (.noSNATSourcesIPv6, .noSNATSourcesIPv6File)
        }
    }

    /// The names of `environment` that begin with ``prefix`` and that no program reads, sorted.
    ///
    /// Kubernetes sets variables for every Service of the namespace (`enableServiceLinks`), and a
    /// Service may be called `gateway`: those of a Service that announces itself with
    /// `…_SERVICE_HOST` are left alone.
    public static func unknown(in environment: [String: String]) -> [String] {
        environment.keys.filter { name in
            name.hasPrefix(prefix) && Variable(rawValue: name) == nil
                && !isServiceLink(name, in: environment)
        }.sorted()
    }

    private static func isServiceLink(_ name: String, in environment: [String: String]) -> Bool {
        for mark in ["_SERVICE_HOST", "_SERVICE_PORT", "_PORT"] {
            for match in name.ranges(of: mark)
            where environment["\(name[..<match.lowerBound])_SERVICE_HOST"] != nil {
                return true
            }
        }
        return false
    }
}
