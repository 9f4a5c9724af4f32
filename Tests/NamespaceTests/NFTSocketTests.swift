import Addressing
import NFTables
import Testing

@Suite(.needsNetworkNamespace) struct `an nftables socket` {
    @Test func `reads back what it committed`() async throws {
        try await NetworkNamespace.run {
            let table = try EgressTable.make()
            let socket = try NFTSocket.open()
            #expect(try socket.observe(tableNamed: "egress") == nil)
            try socket.replace(table)
            #expect(table.differences(from: try socket.observe(tableNamed: "egress")) == [])
        }
    }
}
