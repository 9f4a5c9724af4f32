import CLibMNL
import CLibNFTnl

extension Transaction.Operation {
    /// Appends the operation's messages, all of which bear `sequence`: it leads from what the kernel
    /// refuses back to the operation.
    func append(to batch: inout Batch, sequence: UInt32) {
        switch self {
        case .addTable(let table):
            batch.append(NFT_MSG_NEWTABLE, table.family, flags: NLM_F_CREATE, sequence: sequence) {
                table.put(in: $0)
            }
        case .deleteTable(let table):
            batch.append(NFT_MSG_DELTABLE, table.family, sequence: sequence) { table.put(in: $0) }
        case .addCounter(let table, let counter):
            batch.append(NFT_MSG_NEWOBJ, table.family, flags: NLM_F_CREATE, sequence: sequence) {
                counter.put(in: $0, table: table)
            }
        case .addSet(let table, let set):
            batch.append(set, to: table, sequence: sequence)
        case .addPortSet(let table, let set):
            batch.append(set, to: table, sequence: sequence)
        case .addPool(let table, let pool):
            batch.append(pool, to: table, sequence: sequence)
        case .addChain(let chain, let hook):
            batch.append(
                NFT_MSG_NEWCHAIN, chain.table.family, flags: NLM_F_CREATE, sequence: sequence
            ) {
                chain.put(in: $0, hook: hook)
            }
        case .deleteChain(let chain):
            batch.append(NFT_MSG_DELCHAIN, chain.table.family, sequence: sequence) {
                chain.put(in: $0)
            }
        case .addRule(let chain, let rule):
            batch.append(
                NFT_MSG_NEWRULE, chain.table.family, flags: NLM_F_CREATE | NLM_F_APPEND,
                sequence: sequence
            ) {
                rule.put(in: $0, chain: chain)
            }
        case .flushChain(let chain):
            // No handle: every rule of the chain.
            batch.append(NFT_MSG_DELRULE, chain.table.family, sequence: sequence) {
                Rule.put(in: $0, chain: chain)
            }
        case .deleteRule(let chain, let handle):
            batch.append(NFT_MSG_DELRULE, chain.table.family, sequence: sequence) {
                Rule.put(in: $0, chain: chain, handle: handle)
            }
        }
    }
}

extension TableReference {
    fileprivate func put(in message: UnsafeMutablePointer<nlmsghdr>) {
        let table = allocated(nftnl_table_alloc())
        defer { nftnl_table_free(table) }
        nftnl_table_set_str(table, UInt16(NFTNL_TABLE_NAME), name)
        nftnl_table_nlmsg_build_payload(message, table)
    }
}

extension Counter {
    fileprivate func put(in message: UnsafeMutablePointer<nlmsghdr>, table: TableReference) {
        let object = allocated(nftnl_obj_alloc())
        defer { nftnl_obj_free(object) }
        nftnl_obj_set_str(object, UInt16(NFTNL_OBJ_TABLE), table.name)
        nftnl_obj_set_str(object, UInt16(NFTNL_OBJ_NAME), name)
        nftnl_obj_set_u32(object, UInt16(NFTNL_OBJ_TYPE), UInt32(NFT_OBJECT_COUNTER))
        nftnl_obj_set_u64(object, UInt16(NFTNL_OBJ_CTR_PKTS), packets)
        nftnl_obj_set_u64(object, UInt16(NFTNL_OBJ_CTR_BYTES), bytes)
        nftnl_obj_nlmsg_build_payload(message, object)
    }
}

extension ChainReference {
    fileprivate func put(in message: UnsafeMutablePointer<nlmsghdr>, hook: Chain.Hook? = nil) {
        let chain = allocated(nftnl_chain_alloc())
        defer { nftnl_chain_free(chain) }
        nftnl_chain_set_str(chain, UInt16(NFTNL_CHAIN_TABLE), table.name)
        nftnl_chain_set_str(chain, UInt16(NFTNL_CHAIN_NAME), name)
        if let hook {
            nftnl_chain_set_str(chain, UInt16(NFTNL_CHAIN_TYPE), hook.type.rawValue)
            nftnl_chain_set_u32(chain, UInt16(NFTNL_CHAIN_HOOKNUM), hook.point.rawValue)
            nftnl_chain_set_s32(chain, UInt16(NFTNL_CHAIN_PRIO), hook.priority)
            nftnl_chain_set_u32(chain, UInt16(NFTNL_CHAIN_POLICY), hook.policy.rawValue)
        }
        nftnl_chain_nlmsg_build_payload(message, chain)
    }
}

extension Rule {
    fileprivate func put(in message: UnsafeMutablePointer<nlmsghdr>, chain: ChainReference) {
        Self.put(in: message, chain: chain, expressions: expressions)
    }

    fileprivate static func put(
        in message: UnsafeMutablePointer<nlmsghdr>, chain: ChainReference,
        handle: UInt64? = nil, expressions: [Expression] = []
    ) {
        let rule = allocated(nftnl_rule_alloc())
        // Frees the expressions as well.
        defer { nftnl_rule_free(rule) }
        nftnl_rule_set_str(rule, UInt16(NFTNL_RULE_TABLE), chain.table.name)
        nftnl_rule_set_str(rule, UInt16(NFTNL_RULE_CHAIN), chain.name)
        if let handle { nftnl_rule_set_u64(rule, UInt16(NFTNL_RULE_HANDLE), handle) }
        for expression in expressions { nftnl_rule_add_expr(rule, expression.makeObject()) }
        nftnl_rule_nlmsg_build_payload(message, rule)
    }
}
