/// Hears of changes to the nftables of the network namespace of the thread that opened it.
public struct NFTMonitor: ~Copyable {
    /// What has changed since the last look.
    public struct Changes: Hashable, Sendable {
        /// The tables in which something was added, deleted or flushed.
        public var tables: Set<TableReference> = []
        /// Notifications were lost: anything may have changed.
        public var overflowed = false
    }

    /// Readable when there is something to drain; for poll(2).
    public let descriptor: CInt

    private init(descriptor: CInt) {
        self.descriptor = descriptor
    }

    public static func open() throws(NFTError) -> NFTMonitor {
        fatalError()
    }

    /// Takes what has arrived, without waiting.
    public borrowing func drain() throws(NFTError) -> Changes {
        fatalError()
    }
}
