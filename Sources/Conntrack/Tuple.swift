public import Addressing

/// What the packets of one direction of a flow have in common.
public struct Tuple: Hashable, Sendable {
    public let source: IPAddress
    public let destination: IPAddress
    /// IANA's protocol number: 6 is TCP, 17 is UDP.
    public let protocolNumber: UInt8
    public let transport: Transport
    /// The zone, if it is one for this direction only.
    public let zone: UInt16?

    /// What the protocol tells its flows apart by.
    public enum Transport: Hashable, Sendable {
        case ports(source: UInt16, destination: UInt16)
        /// Of ICMP and ICMPv6.
        case echo(type: UInt8, code: UInt8, identifier: UInt16)
        /// By the addresses alone.
        case none
    }

    public init(
        source: IPAddress, destination: IPAddress, protocolNumber: UInt8, transport: Transport,
        zone: UInt16? = nil
    ) {
        precondition(source.family == destination.family, "both ends of a flow are of one family")
        self.source = source
        self.destination = destination
        self.protocolNumber = protocolNumber
        self.transport = transport
        self.zone = zone
    }

    static let icmp: UInt8 = 1
    static let icmpv6: UInt8 = 58
}

extension Tuple: CustomStringConvertible {
    /// What stands after `conntrack -D` to mean this flow by its original direction.
    public var description: String {
        var words = ["-p \(protocolName) -s \(source) -d \(destination)"]
        switch transport {
        case .ports(let source, let destination):
            words.append("--sport \(source) --dport \(destination)")
        case .echo(let type, let code, let identifier):
            let option = source.family == .ipv4 ? "--icmp" : "--icmpv6"
            words.append("\(option)-type \(type) \(option)-code \(code) \(option)-id \(identifier)")
        case .none: break
        }
        return words.joined(separator: " ")
    }

    private var protocolName: String {
        switch protocolNumber {
        case Self.icmp: "icmp"
        case 6: "tcp"
        case 17: "udp"
        case 47: "gre"
        case Self.icmpv6: "icmpv6"
        case 132: "sctp"
        default: String(protocolNumber)
        }
    }
}
