import CLibMNL
import CLibNFTnl
import Glibc

extension Channel {
    /// What `read` reads, all of one generation of the ruleset.
    ///
    /// A list comes in pieces, and the ruleset may change between two of them. Each change counts up
    /// the generation, so what was read between two equal ones belongs together. That covers what
    /// the kernel would mark with `NLM_F_DUMP_INTR`, which tells of one list only.
    func consistently<Value>(
        _ read: () throws(SystemError) -> Value
    ) throws(SystemError) -> Value {
        for _ in 1...Self.mostAttempts {
            let before = try generation()
            let result = Result(catching: read)
            let isOfOneGeneration = try generation() == before
            switch result {
            case .success(let value) where isOfOneGeneration:
                return value
            case .failure(let error) where isOfOneGeneration && error.code != ENOBUFS:
                throw error
            case .success, .failure:
                // A set that was listed may be gone before its elements are asked for.
                continue
            }
        }
        throw SystemError(
            code: EBUSY, explanation: "the ruleset changed each time while it was read")
    }

    private static var mostAttempts: Int { 16 }

    private func generation() throws(SystemError) -> UInt32 {
        var generation: UInt32 = 0
        try request(NFT_MSG_GETGEN, nil, flags: NLM_F_ACK) { _ in
        } reply: { message in
            for attribute in message.attributes where attribute.type == NFTA_GEN_ID.rawValue {
                generation = attribute.number
            }
        }
        return generation
    }

    /// Gives `body` each entry of a list, of one family or of all.
    func list(
        _ type: nf_tables_msg_types, of family: TableFamily?, _ body: (Message) -> Void
    ) throws(SystemError) {
        try request(type, family, flags: NLM_F_DUMP, { _ in }, reply: body)
    }

    /// Gives `body` each entry of a list that belongs to `table`, and to `set` if one is named.
    func list(
        _ type: nf_tables_msg_types, of table: TableReference, set: String? = nil,
        _ body: (Message) -> Void
    ) throws(SystemError) {
        try request(type, table.family, flags: NLM_F_DUMP) {
            mnl_attr_put_strz($0, Message.tableAttribute, table.name)
            if let set { mnl_attr_put_strz($0, UInt16(NFTA_SET_ELEM_LIST_SET), set) }
        } reply: {
            // Kernels differ in the lists that they can restrict to a table.
            if $0.table == table { body($0) }
        }
    }

    private func request(
        _ type: nf_tables_msg_types, _ family: TableFamily?, flags: Int32,
        _ build: (UnsafeMutablePointer<nlmsghdr>) -> Void, reply: (Message) -> Void
    ) throws(SystemError) {
        let sequence = sequence()
        try send(type, family, flags: flags, sequence: sequence, build)
        var lost: SystemError?
        while true {
            let messages: Messages
            do {
                messages = try receive()
            } catch {
                guard error.code == ENOBUFS else { throw error }
                // The rest of the list must still be taken out before the next can be asked for.
                lost = error
                continue
            }
            for message in messages where message.sequence == sequence {
                switch message.type {
                case NLMSG_ERROR, Int32(NLMSG_DONE):
                    if message.code != 0 {
                        throw SystemError(code: message.code, explanation: message.explanation)
                    }
                    if let lost { throw lost }
                    return
                default:
                    reply(message)
                }
            }
        }
    }
}
