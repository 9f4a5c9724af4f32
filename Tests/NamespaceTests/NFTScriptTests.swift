import NFTables
import Testing

@Suite(.needsNetworkNamespace) struct `a table's text` {
    @Test func `is what a person would write, and nft takes it`() async throws {
        let table = try EgressTable.make()
        #expect(table.description == EgressTable.script)
        try await NetworkNamespace.run {
            _ = try Command.run("nft --check -f -", input: table.description)
        }
    }

    @Test func `is what nft prints when we have committed the table`() async throws {
        try await NetworkNamespace.run {
            let table = try EgressTable.make()
            try NFTSocket.open().replace(table)
            #expect(
                try Command.run("nft list table inet egress").words == table.description.words)
        }
    }

    @Test func `makes the same table as we do when nft reads it`() async throws {
        try await NetworkNamespace.run {
            let table = try EgressTable.make()
            let socket = try NFTSocket.open()
            try Command.run("nft -f -", input: table.description)
            #expect(table.differences(from: try socket.observe(tableNamed: "egress")) == [])
        }
    }

    @Test func `of a transaction is a script as well, for the same table`() async throws {
        try await NetworkNamespace.run {
            let table = try EgressTable.make()
            var transaction = Transaction()
            transaction.replace(table)
            let socket = try NFTSocket.open()
            try Command.run("nft -f -", input: transaction.description)
            #expect(table.differences(from: try socket.observe(tableNamed: "egress")) == [])
        }
    }
}

extension String {
    /// The text but for its layout: nft breaks long lists at places of its own.
    fileprivate var words: [Substring] { split { $0.isWhitespace } }
}
