public import Addressing

/// What the operator asked for, free of contradictions.
///
/// Kube-OVN's vocabulary and ours are described in ``Variable`` and in the README.
public struct Settings: Hashable, Sendable {
    /// What one address family does here.
    public struct Family: Hashable, Sendable {
        /// The VPC's router: where packets for the VPC go.
        public let internalGateway: IPAddress
        /// Where everything else goes, or nil if this family does not leave the cluster here.
        public let externalGateway: IPAddress?
        /// What keeps its address, as a source and as a destination.
        public let noSNATSources: [Prefix]
    }

    /// What happens to the source address of a packet that leaves.
    public enum Mode: Hashable, Sendable {
        case translate(Translation)
        /// A BGP speaker beside us announces the VPC: forwarding, but no routes and no NAT of ours.
        case bgp
        /// As ``bgp``, with the VPC's interface in a VRF that a VXLAN carries.
        case evpn(VNI)
    }

    /// How source addresses are translated.
    public struct Translation: Hashable, Sendable {
        /// Only these sources are translated; nil means all.
        public let sources: [Prefix]?
        /// The external addresses to spread over, sorted, by family; a family that is not in it
        /// uses the first address of its external interface.
        public let addresses: [IPAddress]
        /// The source ports to use outside; nil leaves the choice to the kernel.
        public let ports: ClosedRange<UInt16>?
        /// Whether the MSS of TCP connections is lowered to what the path's MTU allows.
        public let clampsMSS: Bool
        /// Whether a packet that would leave untranslated is counted and dropped.
        public let guardsLeaks: Bool
    }

    /// By address family; never empty.
    public let families: [IPAddress.Family: Family]
    public let mode: Mode

    /// Reads the settings from environment variables, or says everything that is wrong with them.
    ///
    /// - Parameters:
    ///   - environment: the variables by name.
    ///   - readFile: returns the contents of the file at a path, for the variables that name one;
    ///     what it throws becomes part of the problem's text.
    /// - Throws: every problem at once.
    public init(
        environment: [String: String], readFile: @escaping (String) throws -> String
    ) throws(InvalidSettings) {
        var reader = EnvironmentReader(environment, readFile: readFile)
        reader.reportUnknown()

        var families: [IPAddress.Family: Family] = [:]
        for family in IPAddress.Family.allCases {
            families[family] = Self.family(family, from: &reader)
        }
        mode = Self.mode(from: &reader)
        self.families = families

        if families.isEmpty && reader.problems.isEmpty {
            reader.report(
                .internalGatewayIPv4,
                takes: "the address of the VPC's router, as INTERNAL_GATEWAY_IPV6 does; "
                    + "one of the two is needed")
        } else if case .translate = mode, families.values.allSatisfy({ $0.externalGateway == nil }),
            reader.problems.isEmpty
        {
            for family in IPAddress.Family.allCases where families[family] != nil {
                reader.report(
                    .externalGateway(family),
                    takes: "the address of the external network's router; one family at least "
                        + "has to leave here")
            }
        }
        guard reader.problems.isEmpty else {
            throw InvalidSettings(problems: reader.problems)
        }
    }

    private static func family(
        _ family: IPAddress.Family, from reader: inout EnvironmentReader
    ) -> Family? {
        let internalGateway = gateway(.internalGateway(family), family, from: &reader)
        let externalGateway = gateway(.externalGateway(family), family, from: &reader)
        let (list, file) = Variable.noSNATSources(family)
        // Kube-OVN passes on what its users wrote, host bits and all, as iptables would take it.
        let noSNATSources = reader.list(
            list, file: file, "\(family.title) CIDRs such as \(family.examplePrefix)"
        ) { text in
            Prefix(masking: text).flatMap { $0.family == family ? $0 : nil }
        }

        if !reader.isSet(.internalGateway(family)), reader.isSet(.externalGateway(family)) {
            reader.report(
                .internalGateway(family),
                takes: "the \(family.title) address of the VPC's router, which "
                    + "\(Variable.externalGateway(family).rawValue) needs beside it")
        }
        return internalGateway.map {
            Family(
                internalGateway: $0, externalGateway: externalGateway,
                noSNATSources: noSNATSources)
        }
    }

    private static func gateway(
        _ variable: Variable, _ family: IPAddress.Family, from reader: inout EnvironmentReader
    ) -> IPAddress? {
        reader.one(variable, "the \(family.title) address of a router") { text in
            IPAddress(text).flatMap { $0.family == family && $0.isHost ? $0 : nil }
        }
    }

    private static func mode(from reader: inout EnvironmentReader) -> Mode {
        let bgp = reader.flag(.enableBGP, default: false)
        let evpn = reader.flag(.enableEVPN, default: false)
        // Read in every mode: a wrong value is worth knowing before the day it takes effect.
        let translation = translation(from: &reader)

        guard evpn else { return bgp ? .bgp : .translate(translation) }
        if !bgp {
            reader.report(.enableBGP, takes: "true where ENABLE_EVPN is true")
        }
        let takes = "a VXLAN network identifier from 1 to 16777215 where ENABLE_EVPN is true"
        let vni = reader.one(.vni, takes) { VNI($0) }
        if !reader.isSet(.vni) { reader.report(.vni, takes: takes) }
        return vni.map { .evpn($0) } ?? .bgp
    }

    private static func translation(from reader: inout EnvironmentReader) -> Translation {
        let sources = reader.list(
            .snatSources, file: .snatSourcesFile, "CIDRs such as 10.16.0.0/16, without host bits"
        ) { Prefix($0) }
        let addresses = reader.list(
            .snatAddresses, file: .snatAddressesFile, "addresses of the external interface"
        ) { text in
            IPAddress(text).flatMap { $0.isHost ? $0 : nil }
        }
        let ports = reader.one(.snatPorts, "a range of ports from 1 to 65535, as 1024-65535") {
            portRange($0)
        }
        let restricts = reader.isSet(.snatSources) || reader.isSet(.snatSourcesFile)
        if restricts, sources.isEmpty, reader.problems.isEmpty {
            reader.report(
                reader.isSet(.snatSourcesFile) ? .snatSourcesFile : .snatSources,
                takes: "one CIDR at least: without any, nothing would leave")
        }
        return Translation(
            sources: restricts ? sources : nil,
            addresses: Set(addresses).sorted(),
            ports: ports,
            clampsMSS: reader.flag(.mssClamp, default: false),
            guardsLeaks: reader.flag(.leakGuard, default: true))
    }

    private static func portRange(_ text: Substring) -> ClosedRange<UInt16>? {
        let bounds = text.split(separator: "-", omittingEmptySubsequences: false)
        // Digits only: UInt16 would take a sign.
        guard bounds.count == 2, !text.utf8.contains(UInt8(ascii: "+")),
            let first = UInt16(bounds[0]), let last = UInt16(bounds[1]), 1 <= first, first <= last
        else { return nil }
        return first...last
    }
}

extension IPAddress {
    /// Whether one host can have this address.
    fileprivate var isHost: Bool {
        !isUnspecified && !isMulticast && !isLoopback
            && !(family == .ipv4 && value == 0xffff_ffff)
    }
}

extension IPAddress.Family {
    /// The name of the protocol.
    var title: String {
        switch self {
        case .ipv4: "IPv4"
        case .ipv6: "IPv6"
        }
    }

    fileprivate var examplePrefix: String {
        switch self {
        case .ipv4: "10.16.0.0/16"
        case .ipv6: "fd00:10:16::/112"
        }
    }
}
