import Addressing
import CLibNFTnl

extension Rule {
    /// The rule as the kernel runs it, instruction for instruction what nft(8) makes of its text.
    var expressions: [Expression] {
        var lowering = Lowering()
        for statement in statements { lowering.append(statement) }
        return lowering.expressions
    }
}

/// Turns statements into expressions from left to right.
///
/// A match of an address or a port holds only for the protocol that has it, so that protocol is
/// matched first unless an earlier statement of the rule has done so.
private struct Lowering {
    private(set) var expressions: [Expression] = []
    private var network: IPAddress.Family?
    private var transport: TransportProtocol?

    mutating func append(_ statement: Statement) {
        switch statement {
        case .nfproto(let family):
            match(family)
        case .l4proto(let transport):
            match(transport)
        case .iifname(let name, let relation):
            expressions += [.load(NFT_META_IIFNAME), .cmp(relation, Self.padded(name))]
        case .oifname(let name, let relation):
            expressions += [.load(NFT_META_OIFNAME), .cmp(relation, Self.padded(name))]
        case .saddr(let operand, let relation):
            match(.saddr, operand, relation)
        case .daddr(let operand, let relation):
            match(.daddr, operand, relation)
        case .sport(let transport, let operand, let relation):
            match(transport, portAt: 0, operand, relation)
        case .dport(let transport, let operand, let relation):
            match(transport, portAt: 2, operand, relation)
        case .tcpSYN:
            matchSYN()
        case .fib(let field, let type, let relation):
            expressions += [.fibType(of: field), .cmp(relation, type.rawValue.hostOrder)]
        case .ctDirection(let direction):
            expressions += [.load(NFT_CT_DIRECTION), .cmp(.equal, [direction.rawValue])]
        case .mark(let mark, let relation):
            expressions += [.load(NFT_META_MARK), .cmp(relation, mark.hostOrder)]
        case .setMark(let mark):
            expressions += [.immediate(mark.hostOrder, into: .r1), .set(NFT_META_MARK)]
        case .clampSegmentSize:
            // Option 2 has its value in bytes 2 and 3 (RFC 9293 §3.2).
            expressions += [
                .loadPathSegmentSize, .networkOrder16,
                .writeTCPOption(2, offset: 2, length: 2),
            ]
        case .counter(let name):
            expressions.append(.counter(named: name))
        case .masquerade(let ports):
            expressions.append(.masquerade(ports: load(ports, .r1, .r2)))
        case .snat(let source, let ports):
            load(source)
            expressions.append(
                .snat(source.family.protocolFamily, ports: load(ports, .r2, .r3)))
        case .accept: expressions.append(.verdict(NF_ACCEPT))
        case .drop: expressions.append(.verdict(NF_DROP))
        case .return: expressions.append(.verdict(NFT_RETURN.rawValue))
        case .jump(let chain): expressions.append(.jump(to: chain))
        }
    }

    private mutating func match(_ family: IPAddress.Family) {
        expressions += [.load(NFT_META_NFPROTO), .cmp(.equal, [family.protocolFamily.rawValue])]
        network = family
    }

    private mutating func match(_ transport: TransportProtocol) {
        expressions += [.load(NFT_META_L4PROTO), .cmp(.equal, [transport.rawValue])]
        self.transport = transport
    }

    private mutating func match(
        _ field: AddressField, _ operand: AddressOperand, _ relation: Relation
    ) {
        if network != operand.family { match(operand.family) }
        let offset = operand.family.offset(of: field)
        let width = operand.family.bitWidth / 8
        switch operand {
        case .set(let name, _):
            expressions += [
                .load(NFT_PAYLOAD_NETWORK_HEADER, offset: offset, length: width),
                .lookup(name, relation),
            ]
        case .prefix(let prefix) where prefix.length > 0 && prefix.length.isMultiple(of: 8):
            let count = prefix.length / 8
            expressions += [
                .load(NFT_PAYLOAD_NETWORK_HEADER, offset: offset, length: count),
                .cmp(relation, Array(prefix.address.bytes[..<count])),
            ]
        case .prefix(let prefix):
            let hostBits = prefix.family.bitWidth - prefix.length
            // A shift by all bits leaves zero.
            let mask = IPAddress(prefix.family, value: UInt128.max << hostBits)
            expressions += [
                .load(NFT_PAYLOAD_NETWORK_HEADER, offset: offset, length: width),
                .bitwise(and: mask.bytes), .cmp(relation, prefix.address.bytes),
            ]
        }
    }

    private mutating func match(
        _ transport: TransportProtocol, portAt offset: UInt32, _ operand: PortOperand,
        _ relation: Relation
    ) {
        if self.transport != transport { match(transport) }
        expressions.append(.load(NFT_PAYLOAD_TRANSPORT_HEADER, offset: offset, length: 2))
        switch operand {
        case .set(let name): expressions.append(.lookup(name, relation))
        case .port(let port): expressions.append(.cmp(relation, port.networkOrder))
        }
    }

    private mutating func matchSYN() {
        if transport != .tcp { match(.tcp) }
        // The flags are byte 13 of the header, SYN is bit 1 (RFC 9293 §3.1).
        expressions += [
            .load(NFT_PAYLOAD_TRANSPORT_HEADER, offset: 13, length: 1),
            .bitwise(and: [0x02]), .cmp(.notEqual, [0]),
        ]
    }

    private mutating func load(_ source: SourceAddress) {
        switch source {
        case .address(let address):
            expressions.append(.immediate(address.bytes, into: .r1))
        case .pool(let name, _, let count, let generator):
            expressions += [.numgen(generator, modulus: count), .lookup(map: name)]
        }
    }

    private mutating func load(
        _ ports: ClosedRange<UInt16>?, _ low: Register, _ high: Register
    ) -> ClosedRange<Register>? {
        guard let ports else { return nil }
        expressions.append(.immediate(ports.lowerBound.networkOrder, into: low))
        // The kernel reports one register for both ends where there is one port.
        guard ports.lowerBound < ports.upperBound else { return low...low }
        expressions.append(.immediate(ports.upperBound.networkOrder, into: high))
        return low...high
    }

    /// All of the field is compared, zeros included, so that `net1` is not `net10`.
    private static func padded(_ name: InterfaceName) -> [UInt8] {
        let bytes = Array(name.description.utf8)
        return bytes + Array(repeating: 0, count: 16 - bytes.count)
    }
}

extension IPAddress.Family {
    /// `NFPROTO_IPV4` or `NFPROTO_IPV6`.
    fileprivate var protocolFamily: TableFamily {
        switch self {
        case .ipv4: .ip
        case .ipv6: .ip6
        }
    }

    /// Where the address stands in the header (RFC 791 §3.1, RFC 8200 §3).
    fileprivate func offset(of field: AddressField) -> UInt32 {
        switch (self, field) {
        case (.ipv4, .saddr): 12
        case (.ipv4, .daddr): 16
        case (.ipv6, .saddr): 8
        case (.ipv6, .daddr): 24
        }
    }
}

extension UInt32 {
    fileprivate var hostOrder: [UInt8] { withUnsafeBytes(of: self) { Array($0) } }
}

extension UInt16 {
    fileprivate var networkOrder: [UInt8] { withUnsafeBytes(of: bigEndian) { Array($0) } }
}
