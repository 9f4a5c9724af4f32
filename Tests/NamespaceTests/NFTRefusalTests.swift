import Addressing
import Foundation
import Testing

@testable import NFTables

@Suite(.needsNetworkNamespace) struct `what nftables refuses` {
    @Test func `is named in nft's words, with the kernel's reason`() async throws {
        try await NetworkNamespace.run {
            let socket = try NFTSocket.open()
            let table = TableReference(.ip, "absent")
            let operations: [(Transaction.Operation, String)] = [
                (.deleteTable(table), "nft delete table ip absent"),
                (.addChain(ChainReference(table, "c"), nil), "nft add chain ip absent c"),
                (.flushChain(ChainReference(table, "c")), "nft flush chain ip absent c"),
                (.deleteChain(ChainReference(table, "c")), "nft delete chain ip absent c"),
                (
                    .addRule(ChainReference(table, "c"), [.accept]),
                    "nft add rule ip absent c accept"
                ),
                (
                    .deleteRule(ChainReference(table, "c"), handle: 7),
                    "nft delete rule ip absent c handle 7"
                ),
                (
                    .addCounter(table, Counter(name: "n")),
                    "nft add counter ip absent n { packets 0 bytes 0; }"
                ),
                (
                    .addSet(
                        table,
                        AddressSet(
                            name: "s", family: .ipv4,
                            prefixes: try EgressTable.prefixes("10.0.0.0/8"))),
                    "nft add set ip absent s"
                ),
                (.addPortSet(table, PortSet(name: "p", ports: [53])), "nft add set ip absent p"),
                (
                    .addPool(
                        table,
                        AddressPool(
                            name: "m", family: .ipv4,
                            addresses: try EgressTable.prefixes("10.0.0.1").map(\.address))),
                    "nft add map ip absent m"
                ),
            ]
            for (operation, request) in operations {
                let error = try #require(throws: NFTError.self) {
                    // Those around it are not blamed.
                    try socket.commit(
                        Transaction([
                            .addTable(TableReference(.ip, "before")), operation,
                            .addTable(TableReference(.ip, "behind")),
                        ]))
                }
                #expect(error.description == "\(request): No such file or directory")
                #expect(error.isNotFound)
                #expect(!error.isPermissionDenied)
            }
            #expect(try socket.tables() == [])
        }
    }

    @Test func `comes with the kernel's own explanation where it gives one`() async throws {
        try await NetworkNamespace.run {
            let name = String(repeating: "x", count: 256)
            let error = try #require(throws: NFTError.self) {
                try NFTSocket.open().commit(Transaction([.addTable(TableReference(.inet, name))]))
            }
            #expect(
                error.description == "nft add table inet \(name):"
                    + " Numerical result out of range (Attribute failed policy validation)")
        }
    }

    @Test func `is the first of many, even if the replies are too many to be kept`() async throws {
        try await NetworkNamespace.run {
            let socket = try NFTSocket.open(timeout: .milliseconds(100))
            let refused = (1...5_000).map {
                Transaction.Operation.deleteTable(TableReference(.ip6, "absent\($0)"))
            }
            for _ in 1...2 {
                let error = try #require(throws: NFTError.self) {
                    try socket.commit(Transaction(refused))
                }
                #expect(
                    error.description
                        == "nft delete table ip6 absent1: No such file or directory")
            }
            // What is left in the socket is nobody's reply.
            let table = try EgressTable.make()
            try socket.replace(table)
            #expect(table.differences(from: try socket.observe(tableNamed: table.name)) == [])
        }
    }

    @Test func `without CAP_NET_ADMIN is everything`() async throws {
        try await NetworkNamespace.run {
            let table = try EgressTable.make()
            let requests: [(String, () throws -> Void)] = [
                ("nft add table inet egress and 21 more", { try NFTSocket.open().replace(table) }),
                (
                    "nft add table inet t",
                    {
                        try NFTSocket.open().commit(
                            Transaction([.addTable(TableReference(.inet, "t"))]))
                    }
                ),
                (
                    "nft list table inet egress",
                    { _ = try NFTSocket.open().observe(tableNamed: "egress") }
                ),
                ("nft list tables", { _ = try NFTSocket.open().tables() }),
                ("nft list chains ip", { _ = try NFTSocket.open().chains(of: .ip) }),
                (
                    "nft list counters table inet egress",
                    { _ = try NFTSocket.open().counters(tableNamed: "egress") }
                ),
                ("nft monitor", { _ = try NFTMonitor.open() }),
            ]
            for (request, body) in requests {
                let error = try #require(throws: NFTError.self) {
                    try withoutCapabilities(body)
                }
                #expect(error.description == "\(request): Operation not permitted")
                #expect(error.isPermissionDenied)
            }
        }
    }

    @Test func `is a reply that never comes, after a bounded time`() async throws {
        try await NetworkNamespace.run {
            let table = try EgressTable.make()
            let socket = try NFTSocket.open(timeout: .milliseconds(50))
            try discardWhatArrives(at: socket.channel.descriptor)
            let commit = try #require(throws: NFTError.self) { try socket.replace(table) }
            #expect(
                commit.description
                    == "nft add table inet egress and 21 more: Connection timed out"
                    + " (whether it was carried out is not known)")
            let reading = try #require(throws: NFTError.self) {
                try socket.observe(tableNamed: "egress")
            }
            #expect(reading.description == "nft list table inet egress: Connection timed out")
        }
    }

    /// Attaches a socket filter of one instruction, BPF_RET of zero bytes.
    private func discardWhatArrives(at descriptor: Int32) throws {
        let instruction: [UInt8] = [0x06, 0, 0, 0, 0, 0, 0, 0]
        try instruction.withUnsafeBytes { instruction in
            // struct sock_fprog: how many, and where they are.
            let program = (1 as UInt16, instruction.baseAddress)
            let result = withUnsafeBytes(of: program) {
                setsockopt(
                    descriptor, SOL_SOCKET, SO_ATTACH_FILTER, $0.baseAddress, socklen_t($0.count))
            }
            guard result == 0 else { throw POSIXError.last }
        }
    }
}
