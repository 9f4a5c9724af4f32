import Addressing
import CLibMNL
import CLibNFTnl

extension Batch {
    mutating func append(_ set: AddressSet, to table: TableReference, sequence: UInt32) {
        // A range that reaches the last address has no end: nothing is behind it.
        let isOpen = set.ranges.last?.last == IPAddress(set.family, value: .max)
        append(
            .addresses(set.family), named: set.name, to: table, sequence: sequence,
            count: 2 * set.ranges.count - (isOpen ? 1 : 0)
        ) { index in
            let range = set.ranges[index / 2]
            return index.isMultiple(of: 2)
                ? SetElement(key: range.first.value)
                : SetElement(key: range.last.value + 1, isIntervalEnd: true)
        }
    }

    mutating func append(_ set: PortSet, to table: TableReference, sequence: UInt32) {
        append(
            .ports, named: set.name, to: table, sequence: sequence, count: set.ports.count
        ) {
            SetElement(key: UInt128(set.ports[$0]))
        }
    }

    mutating func append(_ pool: AddressPool, to table: TableReference, sequence: UInt32) {
        append(
            .pool(pool.family), named: pool.name, to: table, sequence: sequence,
            count: pool.addresses.count
        ) {
            // The generator's numbers are in host order.
            SetElement(key: UInt128(UInt32($0).bigEndian), data: pool.addresses[$0].value)
        }
    }

    /// Appends a set and its elements, in as many messages as they need.
    private mutating func append(
        _ layout: SetLayout, named name: String, to table: TableReference, sequence: UInt32,
        count: Int, element: (Int) -> SetElement
    ) {
        append(NFT_MSG_NEWSET, table.family, flags: NLM_F_CREATE, sequence: sequence) {
            // The number would tell sets of one transaction apart that have no names yet.
            layout.put(in: $0, name: name, count: count, table: table, id: sequence)
        }
        var index = 0
        while index < count {
            append(NFT_MSG_NEWSETELEM, table.family, flags: NLM_F_CREATE, sequence: sequence) {
                mnl_attr_put_strz($0, UInt16(NFTA_SET_ELEM_LIST_TABLE), table.name)
                mnl_attr_put_strz($0, UInt16(NFTA_SET_ELEM_LIST_SET), name)
                let list = mnl_attr_nest_start($0, UInt16(NFTA_SET_ELEM_LIST_ELEMENTS))
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
