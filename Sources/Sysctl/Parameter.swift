public import Addressing

/// A parameter of the kernel under `/proc/sys`, by its name.
///
/// The names and what they mean: Documentation/networking/ip-sysctl.rst of the kernel.
public struct Parameter: Hashable, Sendable {
    /// The parts of the name: `net`, `ipv4`, `ip_forward`. None is empty, `.`, `..` or holds a `/`.
    public let components: [String]

    public init(_ components: String...) {
        precondition(
            !components.isEmpty
                && components.allSatisfy { !["", ".", ".."].contains($0) && !$0.contains("/") },
            "a parameter is a file below /proc/sys")
        self.components = components
    }

    /// Whether this host is a router for IPv4. Writing it, even the same value, resets other
    /// parameters of all interfaces; ``set(_:)`` leaves a value that is right alone.
    public static let ipv4Forwarding = Parameter("net", "ipv4", "ip_forward")

    /// Whether this host is a router for IPv6.
    public static let ipv6Forwarding = Parameter("net", "ipv6", "conf", "all", "forwarding")

    /// Whether packets are dropped that come from where no packet of ours would go to: 0 never,
    /// 1 strictly, 2 only from nowhere. The higher of this and ``reversePathFilterOfAll`` counts.
    public static func reversePathFilter(of interface: InterfaceName) -> Parameter {
        Parameter("net", "ipv4", "conf", interface.description, "rp_filter")
    }

    public static let reversePathFilterOfAll = Parameter("net", "ipv4", "conf", "all", "rp_filter")

    /// Whether an interface keeps its IPv6 addresses when it goes down or enters a VRF: above 0 it
    /// does.
    public static let keepIPv6AddressesOnDown = Parameter(
        "net", "ipv6", "conf", "all", "keep_addr_on_down")

    /// The file that holds the value.
    var path: String { "/proc/sys/" + components.joined(separator: "/") }
}

extension Parameter: CustomStringConvertible {
    /// The name as sysctl(8) takes it: dots between the parts, and a slash for a dot within one.
    public var description: String {
        components.map { String($0.map { $0 == "." ? "/" : $0 }) }.joined(separator: ".")
    }
}
