import CLibNFTnl

/// One instruction of the kernel's packet classifier: what a ``Statement`` is lowered to, and what
/// is read back.
///
/// It holds all that makes two instructions of a kind this module writes act alike, and nothing
/// else: not a counter's count. Of a kind that this module never writes it holds only the name.
public struct Expression: Hashable, Sendable {
    /// The kernel's name for the kind: `meta`, `payload`, `cmp`.
    public let name: String

    /// The values by libnftnl's numbers (`NFTNL_EXPR_META_KEY`), which count anew for each kind.
    private let attributes: [UInt16: Value]

    private enum Value: Hashable {
        case number(UInt32)
        case bytes([UInt8])
        case string(String)
    }

    /// What libnftnl holds at a number.
    private enum Kind {
        case number
        /// A number that says nothing when it is zero; kernels differ in whether they then report it.
        case optionalNumber
        case byte
        case bytes
        case string
    }

    /// Everything that libnftnl knows of the kinds this module writes.
    private static let layouts: [String: [(Int, Kind)]] = [
        "bitwise": [
            (NFTNL_EXPR_BITWISE_SREG, .number), (NFTNL_EXPR_BITWISE_DREG, .number),
            (NFTNL_EXPR_BITWISE_LEN, .number), (NFTNL_EXPR_BITWISE_MASK, .bytes),
            (NFTNL_EXPR_BITWISE_XOR, .bytes), (NFTNL_EXPR_BITWISE_OP, .optionalNumber),
            (NFTNL_EXPR_BITWISE_DATA, .bytes),
        ],
        "byteorder": [
            (NFTNL_EXPR_BYTEORDER_SREG, .number), (NFTNL_EXPR_BYTEORDER_DREG, .number),
            (NFTNL_EXPR_BYTEORDER_OP, .number), (NFTNL_EXPR_BYTEORDER_LEN, .number),
            (NFTNL_EXPR_BYTEORDER_SIZE, .number),
        ],
        "cmp": [
            (NFTNL_EXPR_CMP_SREG, .number), (NFTNL_EXPR_CMP_OP, .number),
            (NFTNL_EXPR_CMP_DATA, .bytes),
        ],
        // An anonymous counter is its count, which does not count here.
        "counter": [],
        "ct": [
            (NFTNL_EXPR_CT_KEY, .number), (NFTNL_EXPR_CT_DREG, .number),
            (NFTNL_EXPR_CT_SREG, .number), (NFTNL_EXPR_CT_DIR, .byte),
        ],
        "exthdr": [
            (NFTNL_EXPR_EXTHDR_DREG, .number), (NFTNL_EXPR_EXTHDR_SREG, .number),
            (NFTNL_EXPR_EXTHDR_TYPE, .byte), (NFTNL_EXPR_EXTHDR_OFFSET, .number),
            (NFTNL_EXPR_EXTHDR_LEN, .number), (NFTNL_EXPR_EXTHDR_OP, .number),
            (NFTNL_EXPR_EXTHDR_FLAGS, .optionalNumber),
        ],
        "fib": [
            (NFTNL_EXPR_FIB_DREG, .number), (NFTNL_EXPR_FIB_RESULT, .number),
            (NFTNL_EXPR_FIB_FLAGS, .number),
        ],
        "immediate": [
            (NFTNL_EXPR_IMM_DREG, .number), (NFTNL_EXPR_IMM_DATA, .bytes),
            (NFTNL_EXPR_IMM_VERDICT, .number), (NFTNL_EXPR_IMM_CHAIN, .string),
        ],
        "lookup": [
            (NFTNL_EXPR_LOOKUP_SET, .string), (NFTNL_EXPR_LOOKUP_SREG, .number),
            (NFTNL_EXPR_LOOKUP_DREG, .number), (NFTNL_EXPR_LOOKUP_FLAGS, .optionalNumber),
        ],
        "masq": [
            (NFTNL_EXPR_MASQ_REG_PROTO_MIN, .number), (NFTNL_EXPR_MASQ_REG_PROTO_MAX, .number),
            (NFTNL_EXPR_MASQ_FLAGS, .number),
        ],
        "meta": [
            (NFTNL_EXPR_META_KEY, .number), (NFTNL_EXPR_META_DREG, .number),
            (NFTNL_EXPR_META_SREG, .number),
        ],
        "nat": [
            (NFTNL_EXPR_NAT_TYPE, .number), (NFTNL_EXPR_NAT_FAMILY, .number),
            (NFTNL_EXPR_NAT_REG_ADDR_MIN, .number), (NFTNL_EXPR_NAT_REG_ADDR_MAX, .number),
            (NFTNL_EXPR_NAT_REG_PROTO_MIN, .number), (NFTNL_EXPR_NAT_REG_PROTO_MAX, .number),
            (NFTNL_EXPR_NAT_FLAGS, .number),
        ],
        "numgen": [
            (NFTNL_EXPR_NG_DREG, .number), (NFTNL_EXPR_NG_MODULUS, .number),
            (NFTNL_EXPR_NG_TYPE, .number), (NFTNL_EXPR_NG_OFFSET, .optionalNumber),
        ],
        "objref": [
            (NFTNL_EXPR_OBJREF_IMM_TYPE, .number), (NFTNL_EXPR_OBJREF_IMM_NAME, .string),
            (NFTNL_EXPR_OBJREF_SET_SREG, .number), (NFTNL_EXPR_OBJREF_SET_NAME, .string),
        ],
        "payload": [
            (NFTNL_EXPR_PAYLOAD_BASE, .number), (NFTNL_EXPR_PAYLOAD_OFFSET, .number),
            (NFTNL_EXPR_PAYLOAD_LEN, .number), (NFTNL_EXPR_PAYLOAD_DREG, .number),
            (NFTNL_EXPR_PAYLOAD_SREG, .number), (NFTNL_EXPR_PAYLOAD_CSUM_TYPE, .optionalNumber),
            (NFTNL_EXPR_PAYLOAD_CSUM_OFFSET, .optionalNumber),
            (NFTNL_EXPR_PAYLOAD_FLAGS, .optionalNumber),
        ],
        "rt": [(NFTNL_EXPR_RT_KEY, .number), (NFTNL_EXPR_RT_DREG, .number)],
    ]

    /// An instruction of one of the kinds in ``layouts``, with numbers and registers, bytes as they
    /// stand in a register, and names.
    init(
        _ name: String, _ numbers: [Int: UInt32] = [:], bytes: [Int: [UInt8]] = [:],
        names: [Int: String] = [:]
    ) {
        precondition(Self.layouts[name] != nil, "\(name) is not among the kinds that are written")
        var attributes: [UInt16: Value] = [:]
        for (attribute, value) in numbers { attributes[UInt16(attribute)] = .number(value) }
        for (attribute, value) in bytes { attributes[UInt16(attribute)] = .bytes(value) }
        for (attribute, value) in names { attributes[UInt16(attribute)] = .string(value) }
        self.name = name
        self.attributes = attributes
    }

    /// An instruction of a kind that this module never writes.
    init(unknown name: String) {
        self.name = name
        attributes = [:]
    }

    /// Reads an `nftnl_expr` as the kernel gave it.
    init(reading object: OpaquePointer) {
        name = nftnl_expr_get_str(object, UInt16(NFTNL_EXPR_NAME)).map { String(cString: $0) } ?? ""
        var attributes: [UInt16: Value] = [:]
        for (number, kind) in Self.layouts[name] ?? [] {
            let attribute = UInt16(number)
            guard nftnl_expr_is_set(object, attribute) else { continue }
            attributes[attribute] = Self.read(kind, attribute, of: object)
        }
        self.attributes = attributes
    }

    /// The instructions of an `nftnl_rule`, in order.
    static func all(of rule: OpaquePointer) -> [Expression] {
        let iterator = allocated(nftnl_expr_iter_create(rule))
        defer { nftnl_expr_iter_destroy(iterator) }
        var expressions: [Expression] = []
        while let object = nftnl_expr_iter_next(iterator) {
            expressions.append(Expression(reading: object))
        }
        return expressions
    }

    private static func read(
        _ kind: Kind, _ attribute: UInt16, of object: OpaquePointer
    ) -> Value? {
        switch kind {
        case .number:
            return .number(nftnl_expr_get_u32(object, attribute))
        case .optionalNumber:
            let value = nftnl_expr_get_u32(object, attribute)
            return value == 0 ? nil : .number(value)
        case .byte:
            return .number(UInt32(nftnl_expr_get_u8(object, attribute)))
        case .bytes:
            var count: UInt32 = 0
            let bytes = nftnl_expr_get(object, attribute, &count)
            return .bytes(Array(UnsafeRawBufferPointer(start: bytes, count: Int(count))))
        case .string:
            return nftnl_expr_get_str(object, attribute).map { .string(String(cString: $0)) }
        }
    }

    /// A new `nftnl_expr`, which its caller frees or adds to a rule.
    func makeObject() -> OpaquePointer {
        let object = allocated(nftnl_expr_alloc(name))
        for (number, kind) in Self.layouts[name] ?? [] {
            let attribute = UInt16(number)
            switch attributes[attribute] {
            case .number(let value) where kind == .byte:
                nftnl_expr_set_u8(object, attribute, UInt8(truncatingIfNeeded: value))
            case .number(let value):
                nftnl_expr_set_u32(object, attribute, value)
            case .bytes(let value):
                nftnl_expr_set(object, attribute, value, UInt32(value.count))
            case .string(let value):
                nftnl_expr_set_str(object, attribute, value)
            case nil:
                break
            }
        }
        return object
    }
}

extension Expression: CustomStringConvertible {
    /// The instruction as `nft --debug=netlink` prints it: `meta load oifname => reg 1`.
    public var description: String {
        guard Self.layouts[name] != nil else { return name }
        let object = makeObject()
        defer { nftnl_expr_free(object) }
        return withUnsafeTemporaryAllocation(of: CChar.self, capacity: 512) { text in
            guard let start = text.baseAddress else { return name }
            start.pointee = 0
            nftnl_expr_snprintf(start, text.count, object, NFTNL_OUTPUT_DEFAULT.rawValue, 0)
            // libnftnl puts a space behind each word, the last one too.
            return ([name[...]] + String(cString: start).split(separator: " "))
                .joined(separator: " ")
        }
    }
}

/// What a constructor of libnftnl returned. It has nothing when memory is exhausted, which Swift
/// itself does not survive either.
func allocated(_ object: OpaquePointer?) -> OpaquePointer {
    guard let object else { preconditionFailure("out of memory") }
    return object
}
