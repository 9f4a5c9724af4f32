import CLibNFTnl

/// A register of the packet classifier, by its number in `enum nft_registers`. Each takes sixteen
/// bytes, so an address of either family fits.
enum Register: UInt32 {
    case verdict = 0
    case r1 = 1
    case r2 = 2
    case r3 = 3
}

/// The instructions this module writes, with the operands that its statements need.
extension Expression {
    /// `meta load oifname => reg 1`
    static func load(_ key: nft_meta_keys) -> Expression {
        Expression(
            "meta",
            [NFTNL_EXPR_META_KEY: key.rawValue, NFTNL_EXPR_META_DREG: Register.r1.rawValue])
    }

    /// `ct load direction => reg 1`
    static func load(_ key: nft_ct_keys) -> Expression {
        Expression(
            "ct", [NFTNL_EXPR_CT_KEY: key.rawValue, NFTNL_EXPR_CT_DREG: Register.r1.rawValue])
    }

    /// `meta set mark with reg 1`
    static func set(_ key: nft_meta_keys) -> Expression {
        Expression(
            "meta",
            [NFTNL_EXPR_META_KEY: key.rawValue, NFTNL_EXPR_META_SREG: Register.r1.rawValue])
    }

    /// `payload load 4b @ network header + 12 => reg 1`
    static func load(_ base: nft_payload_bases, offset: UInt32, length: Int) -> Expression {
        Expression(
            "payload",
            [
                NFTNL_EXPR_PAYLOAD_BASE: base.rawValue, NFTNL_EXPR_PAYLOAD_OFFSET: offset,
                NFTNL_EXPR_PAYLOAD_LEN: UInt32(length),
                NFTNL_EXPR_PAYLOAD_DREG: Register.r1.rawValue,
            ])
    }

    /// `cmp eq reg 1 0x0a000000`
    static func cmp(_ relation: Relation, _ value: [UInt8]) -> Expression {
        let comparison =
            switch relation {
            case .equal: NFT_CMP_EQ
            case .notEqual: NFT_CMP_NEQ
            }
        return Expression(
            "cmp",
            [NFTNL_EXPR_CMP_OP: comparison.rawValue, NFTNL_EXPR_CMP_SREG: Register.r1.rawValue],
            bytes: [NFTNL_EXPR_CMP_DATA: value])
    }

    /// `bitwise reg 1 = ( reg 1 & mask ) ^ 0`
    static func bitwise(and mask: [UInt8]) -> Expression {
        Expression(
            "bitwise",
            [
                NFTNL_EXPR_BITWISE_SREG: Register.r1.rawValue,
                NFTNL_EXPR_BITWISE_DREG: Register.r1.rawValue,
                NFTNL_EXPR_BITWISE_LEN: UInt32(mask.count),
            ],
            bytes: [
                NFTNL_EXPR_BITWISE_MASK: mask,
                NFTNL_EXPR_BITWISE_XOR: Array(repeating: 0, count: mask.count),
            ])
    }

    /// `lookup reg 1 set no_snat4`
    static func lookup(_ set: String, _ relation: Relation) -> Expression {
        var numbers = [NFTNL_EXPR_LOOKUP_SREG: Register.r1.rawValue]
        if relation == .notEqual {
            numbers[NFTNL_EXPR_LOOKUP_FLAGS] = UInt32(NFT_LOOKUP_F_INV.rawValue)
        }
        return Expression("lookup", numbers, names: [NFTNL_EXPR_LOOKUP_SET: set])
    }

    /// `lookup reg 1 set pool dreg 1`
    static func lookup(map: String) -> Expression {
        Expression(
            "lookup",
            [
                NFTNL_EXPR_LOOKUP_SREG: Register.r1.rawValue,
                NFTNL_EXPR_LOOKUP_DREG: Register.r1.rawValue,
            ], names: [NFTNL_EXPR_LOOKUP_SET: map])
    }

    /// `fib saddr type => reg 1`
    static func fibType(of field: AddressField) -> Expression {
        let flag =
            switch field {
            case .saddr: NFTA_FIB_F_SADDR
            case .daddr: NFTA_FIB_F_DADDR
            }
        return Expression(
            "fib",
            [
                NFTNL_EXPR_FIB_RESULT: NFT_FIB_RESULT_ADDRTYPE.rawValue,
                NFTNL_EXPR_FIB_FLAGS: flag.rawValue, NFTNL_EXPR_FIB_DREG: Register.r1.rawValue,
            ])
    }

    /// `rt load tcpmss => reg 1`
    static var loadPathSegmentSize: Expression {
        Expression(
            "rt",
            [
                NFTNL_EXPR_RT_KEY: NFT_RT_TCPMSS.rawValue,
                NFTNL_EXPR_RT_DREG: Register.r1.rawValue,
            ])
    }

    /// `byteorder reg 1 = hton(reg 1, 2, 2)`
    static var networkOrder16: Expression {
        Expression(
            "byteorder",
            [
                NFTNL_EXPR_BYTEORDER_SREG: Register.r1.rawValue,
                NFTNL_EXPR_BYTEORDER_DREG: Register.r1.rawValue,
                NFTNL_EXPR_BYTEORDER_OP: NFT_BYTEORDER_HTON.rawValue,
                NFTNL_EXPR_BYTEORDER_LEN: 2, NFTNL_EXPR_BYTEORDER_SIZE: 2,
            ])
    }

    /// `exthdr write tcpopt reg 1 => 2b @ 2 + 2`
    static func writeTCPOption(_ option: UInt32, offset: UInt32, length: UInt32) -> Expression {
        Expression(
            "exthdr",
            [
                NFTNL_EXPR_EXTHDR_SREG: Register.r1.rawValue, NFTNL_EXPR_EXTHDR_TYPE: option,
                NFTNL_EXPR_EXTHDR_OFFSET: offset, NFTNL_EXPR_EXTHDR_LEN: length,
                NFTNL_EXPR_EXTHDR_OP: NFT_EXTHDR_OP_TCPOPT.rawValue,
            ])
    }

    /// `immediate reg 1 0x0a000000`
    static func immediate(_ value: [UInt8], into register: Register) -> Expression {
        Expression(
            "immediate", [NFTNL_EXPR_IMM_DREG: register.rawValue],
            bytes: [NFTNL_EXPR_IMM_DATA: value])
    }

    /// `immediate reg 0 accept`
    static func verdict(_ code: Int32) -> Expression {
        Expression(
            "immediate",
            [
                NFTNL_EXPR_IMM_DREG: Register.verdict.rawValue,
                NFTNL_EXPR_IMM_VERDICT: UInt32(bitPattern: code),
            ])
    }

    /// `immediate reg 0 jump -> exempt`
    static func jump(to chain: String) -> Expression {
        Expression(
            "immediate",
            [
                NFTNL_EXPR_IMM_DREG: Register.verdict.rawValue,
                NFTNL_EXPR_IMM_VERDICT: UInt32(bitPattern: NFT_JUMP.rawValue),
            ], names: [NFTNL_EXPR_IMM_CHAIN: chain])
    }

    /// `numgen reg 1 = inc mod 4`
    static func numgen(_ generator: NumberGenerator, modulus: UInt32) -> Expression {
        Expression(
            "numgen",
            [
                NFTNL_EXPR_NG_DREG: Register.r1.rawValue, NFTNL_EXPR_NG_MODULUS: modulus,
                NFTNL_EXPR_NG_TYPE: generator.rawValue,
            ])
    }

    /// `masq proto_min reg 1 proto_max reg 2 flags 0x12`
    static func masquerade(ports: ClosedRange<Register>?) -> Expression {
        var numbers = [NFTNL_EXPR_MASQ_FLAGS: randomFully | (ports == nil ? 0 : hasPorts)]
        if let ports {
            numbers[NFTNL_EXPR_MASQ_REG_PROTO_MIN] = ports.lowerBound.rawValue
            numbers[NFTNL_EXPR_MASQ_REG_PROTO_MAX] = ports.upperBound.rawValue
        }
        return Expression("masq", numbers)
    }

    /// `nat snat ip addr_min reg 1 addr_max reg 1 proto_min reg 2 proto_max reg 3 flags 0x13`
    static func snat(_ family: TableFamily, ports: ClosedRange<Register>?) -> Expression {
        var numbers = [
            NFTNL_EXPR_NAT_TYPE: NFT_NAT_SNAT.rawValue,
            NFTNL_EXPR_NAT_FAMILY: UInt32(family.rawValue),
            NFTNL_EXPR_NAT_REG_ADDR_MIN: Register.r1.rawValue,
            NFTNL_EXPR_NAT_REG_ADDR_MAX: Register.r1.rawValue,
            NFTNL_EXPR_NAT_FLAGS: randomFully | hasAddresses | (ports == nil ? 0 : hasPorts),
        ]
        if let ports {
            numbers[NFTNL_EXPR_NAT_REG_PROTO_MIN] = ports.lowerBound.rawValue
            numbers[NFTNL_EXPR_NAT_REG_PROTO_MAX] = ports.upperBound.rawValue
        }
        return Expression("nat", numbers)
    }

    /// `objref type 1 name leaked`
    static func counter(named name: String) -> Expression {
        Expression(
            "objref", [NFTNL_EXPR_OBJREF_IMM_TYPE: UInt32(NFT_OBJECT_COUNTER)],
            names: [NFTNL_EXPR_OBJREF_IMM_NAME: name])
    }

    // <linux/netfilter/nf_nat.h>. The kernel sets the latter two itself where there are registers
    // for addresses and ports, and reports them; said from the start, they read back as written.
    private static let randomFully = UInt32(NF_NAT_RANGE_PROTO_RANDOM_FULLY)
    private static let hasAddresses = UInt32(NF_NAT_RANGE_MAP_IPS)
    private static let hasPorts = UInt32(NF_NAT_RANGE_PROTO_SPECIFIED)
}

extension Register: Comparable {
    static func < (left: Register, right: Register) -> Bool { left.rawValue < right.rawValue }
}
