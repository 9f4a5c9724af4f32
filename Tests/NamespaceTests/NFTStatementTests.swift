import NFTables
import Testing

@Suite(.needsNetworkNamespace) struct `an nftables statement` {
    @Test func `prints as nft's text for it`() throws {
        for (rule, text, _) in try NFTStatements.rules() {
            #expect(rule.description == text)
        }
    }

    @Test func `becomes the instructions that nft makes of its text`() async throws {
        try await NetworkNamespace.run {
            let table = try NFTStatements.table()
            let socket = try NFTSocket.open()
            try Command.run("nft -f -", input: table.description)
            let observed = try #require(try socket.observe(tableNamed: table.name))
            #expect(table.differences(from: observed) == [])

            let rules = try #require(observed.chains.last).rules
            for (rule, (_, text, instructions)) in zip(rules, try NFTStatements.rules()) {
                #expect(rule.expressions.map(\.description) == instructions, "\(text)")
            }
        }
    }

    @Test func `is taken by the kernel and read back`() async throws {
        try await NetworkNamespace.run {
            let table = try NFTStatements.table()
            let socket = try NFTSocket.open()
            try socket.replace(table)
            #expect(table.differences(from: try socket.observe(tableNamed: table.name)) == [])
        }
    }
}
