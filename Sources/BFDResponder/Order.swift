import Addressing
import BFD
import BFDControl

/// What the service thread asks of the packet thread.
enum Order: Sendable {
    /// Whose answer it is.
    typealias Ticket = UInt64

    /// Tell everything: leads to ``Event/report(_:)``.
    case report
    /// Leads to ``Event/performed(_:_:)``.
    case perform(Command, Selector, Ticket)
    /// For later sessions.
    case setDefault(SessionSetting)
    /// Keep sessions with these peers, as far as there are none, and accept their first packets.
    case keep([Peer])
    /// Accept the first packets of this address, with at least this time to live.
    case allow(IPAddress, UInt8)
    case block(IPAddress)
    case connect(Path, UInt8)
    /// Go AdminDown for this reason, and come back when all reasons are gone.
    case fail(String)
    case recover(String)
    /// Go AdminDown for good and ask the peers to confirm it.
    case drain
    /// End the thread when what is due has been sent.
    case finish
}

/// What the packet thread tells the service thread.
enum Event: Sendable {
    case report(Report)
    /// How many sessions there were to do it to.
    case performed(Int, Order.Ticket)
    case transition(SessionID, Path, Transition)
    case notice(SessionID, Path?, Outcome.Notice)
    /// A session has no socket to send from.
    case cannotSend(SessionID, SystemError)
    /// The real-time scheduling that was asked for, as far as it was refused.
    case scheduling(RealTime)
    /// The thread has ended, as ordered.
    case finished
}

/// All that the packet thread knows.
struct Report: Sendable {
    let snapshot: Snapshot
    let kernelDrops: UInt64
    let sendFailures: UInt64
}
