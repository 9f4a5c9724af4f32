import Addressing

extension Statement: CustomStringConvertible {
    /// The statement as `nft` takes it.
    public var description: String {
        switch self {
        case .nfproto(.ipv4): "meta nfproto ipv4"
        case .nfproto(.ipv6): "meta nfproto ipv6"
        case .l4proto(let transport): "meta l4proto \(transport)"
        case .iifname(let name, let relation): "iifname \(relation)\"\(name)\""
        case .oifname(let name, let relation): "oifname \(relation)\"\(name)\""
        case .saddr(let operand, let relation):
            "\(operand.family.nftKeyword) saddr \(relation)\(operand)"
        case .daddr(let operand, let relation):
            "\(operand.family.nftKeyword) daddr \(relation)\(operand)"
        case .sport(let transport, let operand, let relation):
            "\(transport) sport \(relation)\(operand)"
        case .dport(let transport, let operand, let relation):
            "\(transport) dport \(relation)\(operand)"
        case .tcpSYN: "tcp flags syn"
        case .fib(let field, let type, let relation):
            "fib \(field.rawValue) type \(relation)\(type)"
        case .ctDirection(let direction): "ct direction \(direction)"
        case .mark(let mark, let relation): "meta mark \(relation)\(mark.nftMark)"
        case .setMark(let mark): "meta mark set \(mark.nftMark)"
        case .clampSegmentSize: "tcp option maxseg size set rt mtu"
        case .counter(let name): "counter name \"\(name)\""
        case .masquerade(nil): "masquerade fully-random"
        case .masquerade(let ports?): "masquerade to \(ports.nftPorts) fully-random"
        case .snat(let source, let ports):
            "snat \(source.family.nftKeyword) to \(source.text(ports: ports)) fully-random"
        case .accept: "accept"
        case .drop: "drop"
        case .return: "return"
        case .jump(let chain): "jump \(chain)"
        }
    }
}

extension Relation: CustomStringConvertible {
    /// What stands before the value; equality is not written.
    public var description: String {
        switch self {
        case .equal: ""
        case .notEqual: "!= "
        }
    }
}

extension AddressOperand: CustomStringConvertible {
    public var description: String {
        switch self {
        case .set(let name, _): "@\(name)"
        case .prefix(let prefix): AddressRange(prefix).nftDescription
        }
    }
}

extension PortOperand: CustomStringConvertible {
    public var description: String {
        switch self {
        case .set(let name): "@\(name)"
        case .port(let port): "\(port)"
        }
    }
}

extension SourceAddress {
    fileprivate func text(ports: ClosedRange<UInt16>?) -> String {
        switch (self, ports) {
        case (.address(let address), nil): "\(address)"
        case (.address(let address), let ports?) where address.family == .ipv6:
            // Brackets keep the port apart from the address.
            "[\(address)]\(ports.nftPorts)"
        case (.address(let address), let ports?): "\(address)\(ports.nftPorts)"
        case (.pool(let name, _, let count, let generator), nil):
            "numgen \(generator) mod \(count) map @\(name)"
        case (.pool(let name, _, let count, let generator), let ports?):
            "numgen \(generator) mod \(count) map @\(name)\(ports.nftPorts)"
        }
    }
}

extension NumberGenerator: CustomStringConvertible {
    public var description: String {
        switch self {
        case .incremental: "inc"
        case .random: "random"
        }
    }
}

extension ClosedRange<UInt16> {
    fileprivate var nftPorts: String {
        lowerBound == upperBound ? ":\(lowerBound)" : ":\(lowerBound)-\(upperBound)"
    }
}

extension UInt32 {
    fileprivate var nftMark: String { "0x" + String(self, radix: 16) }
}
