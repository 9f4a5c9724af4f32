/// A connection to the nftables of the network namespace of the thread that opened it.
///
/// It closes when it goes out of scope.
public struct NFTSocket: ~Copyable {
    private init() {}

    public static func open() throws(NFTError) -> NFTSocket {
        fatalError()
    }

    /// Makes every change of `transaction`, or none and says which one was refused.
    public borrowing func commit(_ transaction: Transaction) throws(NFTError) {
        fatalError()
    }

    /// Puts `table` in the place of whatever has its name, at once: no packet sees anything between.
    public borrowing func replace(_ table: Table) throws(NFTError) {
        var transaction = Transaction()
        transaction.replace(table)
        try commit(transaction)
    }

    /// Deletes the `inet` table of this name, if there is one.
    public borrowing func delete(tableNamed name: String) throws(NFTError) {
        var transaction = Transaction()
        transaction.delete(TableReference(.inet, name))
        try commit(transaction)
    }

    /// The `inet` table of this name, all of it at one moment; `nil` if there is none.
    public borrowing func observe(tableNamed name: String) throws(NFTError) -> ObservedTable? {
        fatalError()
    }

    /// The counters of the `inet` table of this name; none if there is no such table.
    public borrowing func counters(tableNamed name: String) throws(NFTError) -> [Counter] {
        fatalError()
    }

    /// Every table of every family.
    public borrowing func tables() throws(NFTError) -> [TableReference] {
        fatalError()
    }

    /// Every chain of the tables of `family`.
    public borrowing func chains(of family: TableFamily) throws(NFTError) -> [ChainReference] {
        fatalError()
    }
}
