import CLibMNL
import CLibNFTnl
import Glibc

extension NFTSocket {
    /// Every table of every family.
    public borrowing func tables() throws(NFTError) -> [TableReference] {
        try reading("list tables") { () throws(SystemError) in
            var tables: [TableReference] = []
            try channel.list(NFT_MSG_GETTABLE, of: nil) { message in
                if let table = message.table { tables.append(table) }
            }
            return tables
        }
    }

    /// Every chain of the tables of `family`.
    public borrowing func chains(of family: TableFamily) throws(NFTError) -> [ChainReference] {
        try reading("list chains \(family)") { () throws(SystemError) in
            var chains: [ChainReference] = []
            try channel.list(NFT_MSG_GETCHAIN, of: family) { message in
                guard let table = message.table else { return }
                for attribute in message.attributes
                where attribute.type == NFTA_CHAIN_NAME.rawValue {
                    chains.append(ChainReference(table, attribute.string))
                }
            }
            return chains
        }
    }

    /// The counters of the `inet` table of this name; none if there is no such table.
    public borrowing func counters(tableNamed name: String) throws(NFTError) -> [Counter] {
        let table = TableReference(.inet, name)
        return try reading("list counters table \(table)") { () throws(SystemError) in
            var observed = ObservedTable(name: name)
            try observed.readObjects(from: channel)
            return observed.counters
        }
    }

    /// The `inet` table of this name, all of it at one moment; `nil` if there is none.
    public borrowing func observe(tableNamed name: String) throws(NFTError) -> ObservedTable? {
        let table = TableReference(.inet, name)
        return try reading("list table \(table)") { () throws(SystemError) in
            try ObservedTable(reading: table, from: channel)
        }
    }

    private borrowing func reading<Value>(
        _ request: String, _ read: () throws(SystemError) -> Value
    ) throws(NFTError) -> Value {
        do {
            return try channel.consistently(read)
        } catch {
            throw NFTError(
                request: "nft \(request)", code: error.code == EAGAIN ? ETIMEDOUT : error.code,
                explanation: error.explanation)
        }
    }
}
