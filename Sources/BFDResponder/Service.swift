import BFD
import BFDControl
import CLinux
import Glibc
import Logging

/// The thread for everything that may take its time: requests, signals, the log, the end.
///
/// It knows the sessions from reports only, and asks the packet thread through a mailbox, so that
/// nothing which happens here can delay a packet. What it does with requests stands in
/// `Answering.swift`.
struct Service: ~Copyable {
    /// Whom the packet thread's next answers are for.
    enum Asker {
        case client(ControlServer.ClientID, Request)
        case departure
    }

    let policy: PeerPolicy
    let drainTime: Interval
    let begin = Instant.now

    var server: ControlServer
    let signals: Signals
    let orders: Mailbox<Order>
    let events: Mailbox<Event>
    var journal: Journal

    var inquiries = Inquiries<Asker>()
    var performing: [Order.Ticket: (client: ControlServer.ClientID, request: Request)] = [:]
    var lastTicket: Order.Ticket = 0
    var watchers: [ControlServer.ClientID] = []
    var departure = Departure()
    var isRealTime = false
    private var isFinished = false

    init(
        _ policy: PeerPolicy, drainTime: Interval, server: consuming ControlServer,
        signals: consuming Signals, orders: Mailbox<Order>, events: Mailbox<Event>,
        journal: Journal
    ) {
        self.policy = policy
        self.drainTime = drainTime
        self.server = server
        self.signals = signals
        self.orders = orders
        self.events = events
        self.journal = journal
    }

    /// Runs until the daemon is to end.
    mutating func run() {
        while !isFinished {
            wait()
            while let signal = signals.next() { heed(signal) }
            for event in events.take() { learn(event) }
            for call in server.takeCalls(at: .now) { answer(call) }
            if departure.isOver(at: .now) { order(.finish) }
        }
    }

    /// Leaves the packet thread an order; false if it has too many already.
    @discardableResult
    func order(_ order: Order) -> Bool {
        orders.post(order)
    }

    /// Says farewell and ends; who asks twice ends it now.
    mutating func leave(patience: Interval, endsWhenConfirmed: Bool = false) {
        if !departure.hasBegun {
            journal.write(.app, .notice, "leaving: all sessions go AdminDown")
            if inquiries.add(.departure) { order(.report) }
            order(.drain)
        }
        departure.begin(patience: patience, endsWhenConfirmed: endsWhenConfirmed, at: .now)
    }

    private func wait() {
        var descriptors = [server.descriptor, signals.descriptor, events.descriptor].map {
            pollfd(fd: $0, events: Int16(POLLIN), revents: 0)
        }
        let rest = min(server.deadline, departure.deadline).since(.now)
        poll(&descriptors, nfds_t(descriptors.count), rest.pollTimeout)
    }

    private mutating func heed(_ signal: Signals.Meaning) {
        switch signal {
        case .leave: leave(patience: drainTime)
        case .childEnded: Signals.reap()
        }
    }

    private mutating func learn(_ event: Event) {
        switch event {
        case .report(let report):
            answer(with: report)
        case .performed(let count, let ticket):
            answer(ticket, count)
        case .transition(let session, let path, let transition):
            journal.write(session, path, transition)
            announce(session, path, transition)
        case .notice(let session, let path, let notice):
            journal.write(session, path, notice)
            if notice == .drained, inquiries.add(.departure) { order(.report) }
        case .cannotSend(let session, let error):
            journal.write(
                .error, .error, "session cannot send",
                [
                    "id": "\(session)", "error": "\(error)",
                ])
        case .scheduling(let realTime):
            isRealTime = realTime.isScheduled
            guard !realTime.refusals.isEmpty else { return }
            let refusals = realTime.refusals.map(\.description).joined(separator: "; ")
            journal.write(
                .warn, .warning, "running without all real-time means", ["refused": "\(refusals)"])
        case .finished:
            isFinished = true
        }
    }
}
