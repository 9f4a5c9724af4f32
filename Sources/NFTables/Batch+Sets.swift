import Addressing
import CLibMNL
import CLibNFTnl

extension Batch {
    mutating func append(_ set: AddressSet, to table: TableReference, sequence: UInt32) {
        let layout = SetLayout.addresses(set.family)
        append(layout, name: set.name, to: table, sequence: sequence)
        // A range that reaches the last address has no end: nothing is behind it.
        let isOpen = set.ranges.last?.last == IPAddress(set.family, value: .max)
        append(
            2 * set.ranges.count - (isOpen ? 1 : 0), of: set.name, layout, to: table,
            sequence: sequence
        ) { index in
            let range = set.ranges[index / 2]
            return index.isMultiple(of: 2)
                ? SetElement(key: range.first.value)
                : SetElement(key: range.last.value + 1, isIntervalEnd: true)
        }
    }

    mutating func append(_ set: PortSet, to table: TableReference, sequence: UInt32) {
        append(SetLayout.ports, name: set.name, to: table, sequence: sequence)
        append(set.ports.count, of: set.name, .ports, to: table, sequence: sequence) {
            SetElement(key: UInt128(set.ports[$0]))
        }
    }

    mutating func append(_ pool: AddressPool, to table: TableReference, sequence: UInt32) {
        let layout = SetLayout.pool(pool.family)
        append(layout, name: pool.name, to: table, sequence: sequence)
        append(pool.addresses.count, of: pool.name, layout, to: table, sequence: sequence) {
            // The generator's numbers are in host order.
            SetElement(
                key: UInt128(UInt32($0).bigEndian), data: pool.addresses[$0].value)
        }
    }

    private mutating func append(
        _ layout: SetLayout, name: String, to table: TableReference, sequence: UInt32
    ) {
        append(NFT_MSG_NEWSET, table.family, flags: NLM_F_CREATE, sequence: sequence) {
            // The number would tell sets of one transaction apart that have no names yet.
            layout.put(in: $0, name: name, table: table, id: sequence)
        }
    }

    /// Appends `count` elements, in as many messages as they need.
    private mutating func append(
        _ count: Int, of set: String, _ layout: SetLayout, to table: TableReference,
        sequence: UInt32, element: (Int) -> SetElement
    ) {
        var index = 0
        while index < count {
            append(NFT_MSG_NEWSETELEM, table.family, flags: NLM_F_CREATE, sequence: sequence) {
                mnl_attr_put_strz($0, UInt16(NFTA_SET_ELEM_LIST_TABLE), table.name)
                mnl_attr_put_strz($0, UInt16(NFTA_SET_ELEM_LIST_SET), set)
                let list = mnl_attr_nest_start(
                    $0, UInt16(NFTA_SET_ELEM_LIST_ELEMENTS))
                let limit = $0.pointee.nlmsg_len + Self.longestList
                while index < count, $0.pointee.nlmsg_len < limit {
                    element(index).put(in: $0, layout: layout)
                    index += 1
                }
                mnl_attr_nest_end($0, list)
            }
        }
    }

    /// Less than the 65 535 bytes of an attribute by more than an element takes.
    private static var longestList: UInt32 { 65_000 }
}
