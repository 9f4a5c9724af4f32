import Netlink
import Sysctl

/// Something that the settings need and this kernel does not have.
public struct Unsupported: Error, Hashable, Sendable, CustomStringConvertible {
    public let description: String

    init(kind: LinkKind, error: NetlinkError) {
        description =
            "this kernel has no interfaces of type \(kind.name), which ENABLE_EVPN needs: \(error)"
    }

    init(tuning: Plan.Tuning) {
        description =
            "this kernel has no parameter \(tuning.parameter), which should be \(tuning.value)"
    }
}
