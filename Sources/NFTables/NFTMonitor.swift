import CLibMNL
import Glibc

/// Hears of changes to the nftables of the network namespace of the thread that opened it.
public struct NFTMonitor: ~Copyable {
    /// What has changed since the last look.
    public struct Changes: Hashable, Sendable {
        /// The tables in which something was added, deleted or flushed.
        public internal(set) var tables: Set<TableReference> = []

        /// Whether notifications were lost, so that anything may have changed.
        public internal(set) var overflowed = false

        public var isEmpty: Bool { tables.isEmpty && !overflowed }

        /// Whether `table` may have changed.
        public func concern(_ table: TableReference) -> Bool {
            overflowed || tables.contains(table)
        }
    }

    private let channel: Channel

    private init(owning channel: consuming Channel) {
        self.channel = channel
    }

    /// Takes `CAP_NET_ADMIN`. Changes made after this has returned are heard of.
    public static func open() throws(NFTError) -> NFTMonitor {
        do {
            let channel = try Channel.open(flags: SOCK_NONBLOCK)
            try channel.set(
                SOL_NETLINK, NETLINK_ADD_MEMBERSHIP, UInt32(NFNLGRP_NFTABLES))
            return NFTMonitor(owning: channel)
        } catch {
            throw NFTError(request: "nft monitor", code: error.code)
        }
    }

    /// Readable when there is something to drain; for poll(2).
    public var descriptor: Int32 { channel.descriptor }

    /// Takes what has arrived, without waiting.
    public borrowing func drain() throws(NFTError) -> Changes {
        var changes = Changes()
        for _ in 0..<Self.mostReceived {
            do {
                for message in try channel.receive() {
                    if let table = message.table { changes.tables.insert(table) }
                }
            } catch {
                switch error.code {
                case EAGAIN: return changes
                case ENOBUFS: changes.overflowed = true
                default: throw NFTError(request: "nft monitor", code: error.code)
                }
            }
        }
        return changes
    }

    /// Against a writer that never rests; the descriptor stays readable.
    private static let mostReceived = 1024
}
