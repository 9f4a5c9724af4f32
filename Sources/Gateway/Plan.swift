public import Addressing
public import NFTables
public import Netlink
public import Sysctl

/// What the kernel is to hold for this pod to be the gateway that the settings describe.
///
/// A plan is derived from ``Settings`` and from the interfaces that are there; it prints as the
/// commands it stands for, and ``changes(from:)`` says what of it is not in effect.
public struct Plan: Hashable, Sendable {
    /// A parameter of the kernel, and the value that it is to have.
    public struct Tuning: Hashable, Sendable {
        public let parameter: Parameter
        public let value: Int
    }

    /// A virtual interface.
    public struct VirtualLink: Hashable, Sendable {
        public let name: InterfaceName
        public let kind: LinkKind
        /// The bridge or the VRF that it is a port of.
        public let controller: InterfaceName?
    }

    /// By family; empty where a BGP speaker routes.
    public internal(set) var passages: [Passage] = []

    /// The families that the VPC has and that do not leave the cluster here.
    var stayingFamilies: [IPAddress.Family] = []

    /// What ``table`` says, nil where nothing is translated.
    var ruleset: Ruleset?
    /// Our table of nftables; nil if there is to be none.
    public internal(set) var table: Table?
    public internal(set) var routes: [Route] = []
    public internal(set) var rules: [RoutingRule] = []
    /// In the order in which they depend on each other.
    public internal(set) var links: [VirtualLink] = []
    /// The interface of the VPC's network and the VRF that it belongs to.
    public internal(set) var enslavement: Enslavement?
    /// What has to be set before links are touched.
    public internal(set) var preparations: [Tuning] = []
    /// Set last; forwarding ends the list.
    public internal(set) var parameters: [Tuning] = []

    /// Interfaces whose addresses are announced to their neighbours.
    public internal(set) var announcedInterfaces: [InterfaceName] = []

    /// An interface of the pod that is to be a port of a controller of ours.
    public struct Enslavement: Hashable, Sendable {
        public let interface: InterfaceName
        public let controller: InterfaceName
    }

    /// The priorities of our rules, which are Kube-OVN's: whatever has one of them is ours.
    static let priorities: ClosedRange<UInt32> = 1001...1004

    /// Where packets for the VPC are routed; all of it is ours.
    static let internalTable: UInt32 = 1000

    /// The table of EVPN's VRF, which we share with a BGP speaker.
    static let vrfTable: UInt32 = 2000

    /// The tables in which routes of ours may be.
    static let tables = [internalTable, vrfTable, RoutingTable.default]

    /// Those, and the main one where a plan depends on it; a BGP speaker may have put all the
    /// Internet's routes there.
    static func tables(for mode: Settings.Mode) -> [UInt32] {
        switch mode {
        case .translate: tables + [RoutingTable.main]
        case .bgp, .evpn: tables
        }
    }

    /// Plans for these interfaces, or says every way in which the settings do not fit them.
    public init(_ settings: Settings, for observed: Observed) throws(InvalidSettings) {
        var problems: [Problem] = []
        switch settings.mode {
        case .translate(let translation):
            translate(translation, settings.families, observed, &problems)
        case .bgp:
            forward(settings.families, observed, &problems)
        case .evpn(let vni):
            forward(settings.families, observed, &problems)
            carry(vni, settings.families, observed, &problems)
        }
        guard problems.isEmpty else { throw InvalidSettings(problems: problems) }
    }
}

extension Plan: CustomStringConvertible {
    /// The plan as a script for a shell: what a person would type to the same effect, in the order
    /// in which ``Kernel`` does it.
    ///
    /// Every line that begins with `ip ` or `sysctl ` stands for itself; what is between the lines
    /// `nft -f - <<'EOF'` and `EOF` is a script for `nft -f`.
    public var description: String { changes(from: Observed()).script }
}
