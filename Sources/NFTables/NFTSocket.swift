import CLibMNL
import CLibNFTnl
import Glibc

/// A connection to the nftables of the network namespace of the thread that opened it.
///
/// It closes when it goes out of scope. It makes one request at a time, for one thread at a time.
public struct NFTSocket: ~Copyable {
    let channel: Channel

    private init(owning channel: consuming Channel) {
        self.channel = channel
    }

    /// Opens a socket that waits for `timeout` at most for each piece of a reply.
    ///
    /// The kernel answers before a request returns, so only a reply that got lost is waited for.
    public static func open(timeout: Duration = .seconds(5)) throws(NFTError) -> NFTSocket {
        do {
            let channel = try Channel.open()
            let (seconds, attoseconds) = timeout.components
            try channel.set(
                SOL_SOCKET, SO_RCVTIMEO,
                timeval(tv_sec: Int(seconds), tv_usec: Int(attoseconds / 1_000_000_000_000)))
            // Errors come with an explanation, and without a copy of what they refuse.
            try channel.set(SOL_NETLINK, NETLINK_EXT_ACK, 1 as Int32)
            try channel.set(SOL_NETLINK, NETLINK_CAP_ACK, 1 as Int32)
            return NFTSocket(owning: channel)
        } catch {
            throw NFTError(request: "open a netlink socket to netfilter", code: error.code)
        }
    }

    /// Makes every change of `transaction`, or none and says which one was refused.
    public borrowing func commit(_ transaction: Transaction) throws(NFTError) {
        let operations = transaction.operations
        guard !operations.isEmpty else { return }
        let first = channel.sequence(count: operations.count + 1)
        var batch = Batch(sequence: first)
        for (index, operation) in operations.enumerated() {
            operation.append(to: &batch, sequence: first &+ UInt32(index + 1))
        }
        batch.end(sequence: first)
        do {
            try channel.send(batch)
        } catch {
            throw NFTError(
                request: transaction.request, code: error.code, explanation: error.explanation)
        }
        try awaitAcknowledgement(of: transaction, sequence: first)
    }

    private borrowing func awaitAcknowledgement(
        of transaction: Transaction, sequence first: UInt32
    ) throws(NFTError) {
        let count = transaction.operations.count
        while true {
            let messages: Messages
            do {
                messages = try channel.receive()
            } catch {
                // So many refusals that the later ones found no room; the first is still to be read.
                if error.code == ENOBUFS { continue }
                throw NFTError(
                    request: transaction.request,
                    code: error.code == EAGAIN ? ETIMEDOUT : error.code,
                    explanation: "whether it was carried out is not known")
            }
            for message in messages where message.type == NLMSG_ERROR {
                let number = Int(message.sequence &- first)
                // Replies to earlier requests may have been left in the socket by an error.
                guard number <= count else { continue }
                guard message.code == 0 else {
                    throw NFTError(
                        // Number 0 is the batch as a whole.
                        request: number == 0
                            ? transaction.request : transaction.operations[number - 1].request,
                        code: message.code, explanation: message.explanation)
                }
                if number == count { return }
            }
        }
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
}
