import CLibMNL
import CLibNFTnl

/// One element of a set, as netlink carries it.
///
/// Elements go by libmnl alone: libnftnl, which makes an object of each, takes five times as long
/// (ADR-0013).
struct SetElement: Hashable {
    /// The bytes of the key as a number, the first byte being the most significant.
    var key: UInt128
    /// In an interval set: not a member, but the first address behind one or more.
    var isIntervalEnd = false
    /// What the key of a map leads to, in the form of ``key``.
    var data: UInt128?
}

extension SetElement {
    /// Appends the element to the list of elements that is open in `message`.
    func put(in message: UnsafeMutablePointer<nlmsghdr>, layout: SetLayout) {
        let element = mnl_attr_nest_start(message, UInt16(NFTA_LIST_ELEM))
        if isIntervalEnd {
            mnl_attr_put_u32(
                message, UInt16(NFTA_SET_ELEM_FLAGS),
                NFT_SET_ELEM_INTERVAL_END.rawValue.bigEndian)
        }
        Self.put(key, layout.key, NFTA_SET_ELEM_KEY, in: message)
        if let data, let type = layout.data {
            Self.put(data, type, NFTA_SET_ELEM_DATA, in: message)
        }
        mnl_attr_nest_end(message, element)
    }

    private static func put(
        _ value: UInt128, _ type: SetLayout.DataType, _ attribute: nft_set_elem_attributes,
        in message: UnsafeMutablePointer<nlmsghdr>
    ) {
        let nest = mnl_attr_nest_start(message, UInt16(attribute))
        withUnsafeBytes(of: value.bigEndian) { bytes in
            let length = Int(type.length)
            mnl_attr_put(
                message, UInt16(NFTA_DATA_VALUE), length,
                bytes.baseAddress?.advanced(by: bytes.count - length))
        }
        mnl_attr_nest_end(message, nest)
    }

    /// Reads an element from the list in a message; `nil` if it has no key of 16 bytes at most.
    init?(reading attribute: Attribute) {
        var key: UInt128?
        for part in attribute.nested {
            switch part.type {
            case NFTA_SET_ELEM_KEY.rawValue:
                key = Self.value(of: part)
            case NFTA_SET_ELEM_DATA.rawValue:
                data = Self.value(of: part)
            case NFTA_SET_ELEM_FLAGS.rawValue:
                isIntervalEnd = part.number & NFT_SET_ELEM_INTERVAL_END.rawValue != 0
            default:
                break
            }
        }
        guard let key else { return nil }
        self.key = key
    }

    private static func value(of attribute: Attribute) -> UInt128? {
        for part in attribute.nested where part.type == NFTA_DATA_VALUE.rawValue {
            guard part.payload.count <= 16 else { return nil }
            var bytes: UInt128 = 0
            return withUnsafeMutableBytes(of: &bytes) {
                $0[($0.count - part.payload.count)...].copyBytes(from: part.payload)
                return UInt128(bigEndian: $0.load(as: UInt128.self))
            }
        }
        return nil
    }
}
