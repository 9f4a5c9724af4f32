import Foundation
import NFTables
import Testing

@Suite(.needsNetworkNamespace) struct `an nftables monitor` {
    @Test func `names the tables that change, and is quiet otherwise`() async throws {
        try await NetworkNamespace.run {
            let table = try EgressTable.make()
            let socket = try NFTSocket.open()
            let monitor = try NFTMonitor.open()
            #expect(try monitor.drain().isEmpty)
            #expect(!isReadable(monitor.descriptor))

            try socket.replace(table)
            #expect(isReadable(monitor.descriptor))
            let changes = try monitor.drain()
            #expect(changes.tables == [table.reference])
            #expect(changes.concern(table.reference))
            #expect(!changes.overflowed)
            #expect(!isReadable(monitor.descriptor))

            for command in [
                "add element inet egress bfd { 53 }", "delete element inet egress bfd { 53 }",
                "insert rule inet egress leaks drop", "flush chain inet egress leaks",
                "add chain inet egress leaks { policy accept; }", "add chain inet egress strange",
                "add set inet egress strange { type mark; }", "add counter inet egress strange",
                "add table inet egress { flags dormant; }", "delete table inet egress",
            ] {
                try Command.run("nft -f -", input: command)
                #expect(try monitor.drain().tables == [table.reference], "\(command)")
            }

            try Command.run("nft add table ip other")
            let others = try monitor.drain()
            #expect(others.tables == [TableReference(.ip, "other")])
            #expect(!others.concern(table.reference))
        }
    }

    @Test func `says so when it has missed something`() async throws {
        try await NetworkNamespace.run {
            let socket = try NFTSocket.open()
            let monitor = try NFTMonitor.open()
            let table = TableReference(.inet, "noise")
            // Each chain is a notification; together they are more than a socket keeps.
            let chains = (1...5_000).map {
                Transaction.Operation.addChain(ChainReference(table, "c\($0)"), nil)
            }
            try socket.commit(Transaction([.addTable(table)] + chains))

            let changes = try monitor.drain()
            #expect(changes.overflowed)
            #expect(changes.concern(TableReference(.inet, "egress")))
            // Once said, it is over.
            #expect(try monitor.drain().isEmpty)
            try socket.delete(tableNamed: "noise2")
            #expect(try monitor.drain().tables == [TableReference(.inet, "noise2")])
        }
    }

    private func isReadable(_ descriptor: Int32) -> Bool {
        var request = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
        return poll(&request, 1, 0) == 1
    }
}
