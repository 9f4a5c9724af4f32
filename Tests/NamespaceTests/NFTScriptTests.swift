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

    @Test(
        arguments: [
            (
                .filter, .prerouting, -300,
                "type filter hook prerouting priority raw; policy accept;"
            ),
            (.nat, .prerouting, -100, "type nat hook prerouting priority dstnat; policy accept;"),
            (.filter, .input, 0, "type filter hook input priority filter; policy accept;"),
            (.filter, .forward, -150, "type filter hook forward priority mangle; policy accept;"),
            (.route, .output, -150, "type route hook output priority mangle; policy accept;"),
            (.filter, .output, 50, "type filter hook output priority security; policy accept;"),
            (.nat, .postrouting, 100, "type nat hook postrouting priority srcnat; policy accept;"),
            (
                .filter, .postrouting, -199,
                "type filter hook postrouting priority -199; policy accept;"
            ),
        ] as [(Chain.ChainType, Chain.Point, Int32, String)])
    func `names a hook as nft does`(
        type: Chain.ChainType, point: Chain.Point, priority: Int32, text: String
    ) async throws {
        try await NetworkNamespace.run {
            let hook = Chain.Hook(type: type, point: point, priority: priority)
            #expect(hook.description == text)
            let table = Table(name: "basic", chains: [Chain(name: "only", hook: hook)])
            let socket = try NFTSocket.open()
            try socket.replace(table)
            #expect(try Command.run("nft list table inet basic").words == table.description.words)
            try socket.delete(tableNamed: "basic")
            try Command.run("nft -f -", input: table.description)
            #expect(table.differences(from: try socket.observe(tableNamed: "basic")) == [])
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
