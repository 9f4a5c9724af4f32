import Addressing
import CLibMNL
import CLibNFTnl

extension ObservedTable {
    /// Reads a table piece by piece; `nil` if there is none.
    init?(reading table: TableReference, from channel: borrowing Channel) throws(SystemError) {
        var observed: ObservedTable?
        try channel.list(NFT_MSG_GETTABLE, of: table) { message in
            var found = ObservedTable(name: table.name)
            for attribute in message.attributes where attribute.type == NFTA_TABLE_FLAGS.rawValue {
                found.isDormant = attribute.number & NFT_TABLE_F_DORMANT.rawValue != 0
            }
            observed = found
        }
        guard let observed else { return nil }
        self = observed
        try readObjects(from: channel)
        try readSets(from: channel)
        try readChains(from: channel)
        try readRules(from: channel)
    }

    /// Reads the named counters, and of other objects the names.
    mutating func readObjects(from channel: borrowing Channel) throws(SystemError) {
        try channel.list(NFT_MSG_GETOBJ, of: reference) { message in
            let object = allocated(nftnl_obj_alloc())
            defer { nftnl_obj_free(object) }
            guard nftnl_obj_nlmsg_parse(message.header, object) == 0,
                let name = nftnl_obj_get_str(object, UInt16(NFTNL_OBJ_NAME))
            else {
                // A kind that libnftnl does not know.
                others.append("an object")
                return
            }
            guard nftnl_obj_get_u32(object, UInt16(NFTNL_OBJ_TYPE)) == NFT_OBJECT_COUNTER else {
                others.append("object \(String(cString: name))")
                return
            }
            counters.append(
                Counter(
                    name: String(cString: name),
                    packets: nftnl_obj_get_u64(object, UInt16(NFTNL_OBJ_CTR_PKTS)),
                    bytes: nftnl_obj_get_u64(object, UInt16(NFTNL_OBJ_CTR_BYTES))))
        }
    }

    private mutating func readSets(from channel: borrowing Channel) throws(SystemError) {
        var layouts: [(name: String, layout: SetLayout?)] = []
        try channel.list(NFT_MSG_GETSET, of: reference) { message in
            let set = allocated(nftnl_set_alloc())
            defer { nftnl_set_free(set) }
            guard nftnl_set_nlmsg_parse(message.header, set) == 0,
                let name = nftnl_set_get_str(set, UInt16(NFTNL_SET_NAME))
            else {
                others.append("a set")
                return
            }
            layouts.append((String(cString: name), SetLayout(reading: set)))
        }
        for (name, layout) in layouts {
            if let layout {
                add(name, layout, try elements(of: name, from: channel))
            } else {
                others.append("set \(name)")
            }
        }
    }

    private mutating func add(
        _ name: String, _ layout: SetLayout, _ elements: [SetElement]
    ) {
        switch layout {
        case .addresses(let family):
            sets.append(AddressSet(name: name, family: family, elements: elements))
        case .ports:
            portSets.append(PortSet(name: name, elements: elements))
        case .pool(let family):
            if let pool = AddressPool(name: name, family: family, elements: elements) {
                pools.append(pool)
            } else {
                others.append("map \(name)")
            }
        }
    }

    private func elements(
        of set: String, from channel: borrowing Channel
    ) throws(SystemError) -> [SetElement] {
        var elements: [SetElement] = []
        try channel.list(NFT_MSG_GETSETELEM, of: reference, set: set) { message in
            for list in message.attributes
            where list.type == NFTA_SET_ELEM_LIST_ELEMENTS.rawValue {
                elements += list.nested.lazy.compactMap { SetElement(reading: $0) }
            }
        }
        return elements
    }

    private mutating func readChains(from channel: borrowing Channel) throws(SystemError) {
        try channel.list(NFT_MSG_GETCHAIN, of: reference) { message in
            let chain = allocated(nftnl_chain_alloc())
            defer { nftnl_chain_free(chain) }
            guard nftnl_chain_nlmsg_parse(message.header, chain) == 0,
                let name = nftnl_chain_get_str(chain, UInt16(NFTNL_CHAIN_NAME))
            else {
                others.append("a chain")
                return
            }
            guard nftnl_chain_is_set(chain, UInt16(NFTNL_CHAIN_HOOKNUM)) else {
                chains.append(ObservedChain(name: String(cString: name), hook: nil))
                return
            }
            guard let hook = Chain.Hook(reading: chain) else {
                others.append("chain \(String(cString: name))")
                return
            }
            chains.append(ObservedChain(name: String(cString: name), hook: hook))
        }
    }

    private mutating func readRules(from channel: borrowing Channel) throws(SystemError) {
        try channel.list(NFT_MSG_GETRULE, of: reference) { message in
            let rule = allocated(nftnl_rule_alloc())
            defer { nftnl_rule_free(rule) }
            // libnftnl refuses a rule with an instruction that it does not know.
            let isKnown = nftnl_rule_nlmsg_parse(message.header, rule) == 0
            guard let chain = nftnl_rule_get_str(rule, UInt16(NFTNL_RULE_CHAIN)),
                let index = chains.firstIndex(where: { $0.name == String(cString: chain) })
            else { return }
            chains[index].rules.append(
                ObservedRule(
                    handle: nftnl_rule_get_u64(rule, UInt16(NFTNL_RULE_HANDLE)),
                    expressions: isKnown
                        ? Expression.all(of: rule) : [Expression(unknown: "an instruction")]))
        }
    }
}

extension Chain.Hook {
    /// Reads the hook of an `nftnl_chain`; `nil` if it is not one of the five.
    fileprivate init?(reading chain: OpaquePointer) {
        guard
            let type = nftnl_chain_get_str(chain, UInt16(NFTNL_CHAIN_TYPE))
                .flatMap({ Chain.ChainType(rawValue: String(cString: $0)) }),
            let point = Chain.Point(
                rawValue: nftnl_chain_get_u32(chain, UInt16(NFTNL_CHAIN_HOOKNUM))),
            let policy = Chain.Policy(
                rawValue: nftnl_chain_get_u32(chain, UInt16(NFTNL_CHAIN_POLICY)))
        else { return nil }
        self.init(
            type: type, point: point,
            priority: nftnl_chain_get_s32(chain, UInt16(NFTNL_CHAIN_PRIO)), policy: policy)
    }
}
