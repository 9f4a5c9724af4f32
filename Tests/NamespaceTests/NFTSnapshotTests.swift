import Addressing
import Foundation
import NFTables
import Synchronization
import Testing

@Suite(.needsNetworkNamespace) struct `an observed nftables table` {
    /// A table of which every part says which of two it is.
    static func table(_ variant: UInt8) throws -> Table {
        let base = UInt128(variant) << 24
        let set = AddressSet(
            name: "members", family: .ipv4,
            ranges: (0..<300 as Range<UInt128>).map {
                let address = IPAddress(.ipv4, value: base + $0 * 2)
                return AddressRange(first: address, last: address)
            })
        return Table(
            name: "changing", counters: [Counter(name: "counter\(variant)")], sets: [set],
            chains: [
                Chain(
                    name: "marks", rules: [[.setMark(UInt32(variant)), .saddr(.member(of: set))]])
            ])
    }

    @Test func `is of one moment, however often it changes`() async throws {
        try await NetworkNamespace.run {
            let variants = try [Self.table(10), Self.table(11)]
            let socket = try NFTSocket.open()
            try socket.replace(variants[0])

            // A thread is in the namespace of the one that starts it.
            let ended = Mutex(false)
            let writer = Thread {
                do {
                    let socket = try NFTSocket.open()
                    for round in 1...300 { try socket.replace(variants[round % 2]) }
                } catch {
                    Issue.record(error)
                }
                ended.withLock { $0 = true }
            }
            writer.start()
            while !ended.withLock(\.self) {
                do {
                    let observed = try socket.observe(tableNamed: "changing")
                    let differences = variants.map { $0.differences(from: observed) }
                    #expect(differences.filter(\.isEmpty).count == 1)
                } catch let error as NFTError {
                    // It gives up sooner than it says what never was.
                    #expect(error.description.contains("the ruleset changed each time"))
                }
            }
            let last = try socket.observe(tableNamed: "changing")
            #expect(variants[0].differences(from: last) == [])
        }
    }
}
