import Foundation
import Synchronization

/// Clients that send to a server without pause, on a thread of their own, until this goes away.
final class Traffic {
    private let shared = Shared()

    private final class Shared: Sendable {
        let isOver = Atomic(false)
        let count = Atomic(0)
    }

    /// Many sockets, as each port is a flow, from the namespace that each was made in.
    init(from clients: [UDPEndpoint], to peers: [UDPEndpoint.Peer]) {
        let (shared, senders) = (shared, zip(clients, peers).map { Sender(endpoint: $0, peer: $1) })
        Thread.detachNewThread {
            while !shared.isOver.load(ordering: .relaxed) {
                for sender in senders {
                    // Refused while there is no route; that too is an answer.
                    try? sender.endpoint.send("x", to: sender.peer)
                    shared.count.add(1, ordering: .relaxed)
                    usleep(200)
                }
            }
        }
    }

    private struct Sender: Sendable {
        let endpoint: UDPEndpoint
        let peer: UDPEndpoint.Peer
    }

    /// How many packets were sent so far.
    var count: Int { shared.count.load(ordering: .relaxed) }

    /// Waits until `more` packets were sent.
    func await(_ more: Int) {
        let goal = count + more
        while count < goal { usleep(500) }
    }

    deinit {
        shared.isOver.store(true, ordering: .relaxed)
    }
}
