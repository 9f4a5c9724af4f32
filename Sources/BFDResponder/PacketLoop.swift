import Addressing
import BFD
import BFDControl
import CLinux
import Glibc

/// The thread that owns BFD, and nothing else: the sockets, the sessions and one timer.
///
/// It waits in ppoll(2) only, takes no lock that it would have to wait for, allocates nothing for a
/// packet, and logs nothing: what there is to tell goes to the service thread.
struct PacketLoop: ~Copyable {
    private var table: SessionTable
    private let receivers: [Receiver]
    private var transmitter: Transmitter
    private let orders: Mailbox<Order>
    private let events: Mailbox<Event>

    /// What the service thread has yet to be told, because it was looking when we were there.
    private var news: [Event] = []
    private var descriptors: [pollfd]
    private var isFinished = false

    init(
        _ table: SessionTable, _ receivers: [Receiver], _ identity: PathIdentity,
        orders: Mailbox<Order>, events: Mailbox<Event>
    ) {
        self.table = table
        self.receivers = receivers
        transmitter = Transmitter(identity)
        self.orders = orders
        self.events = events
        descriptors = ([orders.descriptor] + receivers.map(\.descriptor)).map {
            pollfd(fd: $0, events: Int16(POLLIN), revents: 0)
        }
        news.reserveCapacity(64)
    }

    /// Runs until it is ordered to finish.
    mutating func run() {
        var realTime = RealTime.acquire()
        realTime.lockMemory()
        news.append(.scheduling(realTime))
        while !isFinished {
            // What has arrived counts before what is late, up to one and the same point in time: a
            // process that was kept from running must not take its own delay for a peer's silence,
            // nor may a flood keep it from what is due.
            let clocks = ClockPair()
            listen(clocks)
            obey(at: clocks.now)
            settle(at: clocks.now)
            tell()
            if !isFinished { wait() }
        }
        tell()
    }

    private mutating func listen(_ clocks: ClockPair) {
        // Before a deadline counts every socket is looked at: something may have come after
        // ppoll(2) returned.
        let isDue = table.deadline <= clocks.now
        for index in receivers.indices where isDue || descriptors[index + 1].revents != 0 {
            receivers[index].drain(clocks) { bytes, arrival in
                act(on: table.receive(bytes, arrival, at: clocks.now))
            }
        }
    }

    private mutating func settle(at now: Instant) {
        while let outcome = table.settle(at: now) { act(on: outcome) }
    }

    private mutating func act(on outcome: Outcome) {
        if let transmission = outcome.transmission {
            do throws(SystemError) {
                try transmitter.send(transmission)
            } catch {
                news.append(.cannotSend(transmission.session, error))
            }
        }
        guard let session = outcome.session else { return }
        if let transition = outcome.earlier { tell(session, outcome, transition) }
        if let transition = outcome.transition { tell(session, outcome, transition) }
        guard let notice = outcome.notice else { return }
        news.append(.notice(session, outcome.path, notice))
        if notice == .removed, let slot = outcome.slot { transmitter.release(slot) }
    }

    private mutating func obey(at now: Instant) {
        guard descriptors[0].revents != 0 else { return }
        for order in orders.takeWithoutWaiting() { obey(order, at: now) }
    }

    private mutating func obey(_ order: Order, at now: Instant) {
        switch order {
        case .report:
            news.append(
                .report(
                    Report(
                        snapshot: table.snapshot(at: now),
                        kernelDrops: receivers.reduce(0) { $0 + $1.drops },
                        sendFailures: transmitter.failures)))
        case .perform(let command, let selector, let ticket):
            let count = table.perform(command, on: selector, at: now)
            news.append(.performed(count, ticket))
        case .setDefault(let setting):
            setting.apply(to: &table.defaults)
        case .keep(let peers):
            for peer in peers {
                table.allow(peer.path.remote, minimumTimeToLive: peer.minimumTimeToLive)
                _ = table.add(peer, at: now)
            }
        case .allow(let address, let minimum):
            table.allow(address, minimumTimeToLive: minimum)
        case .block(let address):
            table.block(address)
        case .connect(let path, let minimum):
            _ = table.connect(path, minimumTimeToLive: minimum, at: now)
        case .fail(let reason):
            table.fail(reason, .administrativelyDown, at: now)
        case .recover(let reason):
            table.recover(reason, at: now)
        case .drain:
            table.drain(at: now)
        case .finish:
            isFinished = true
            news.append(.finished)
        }
    }

    private mutating func tell(_ session: SessionID, _ outcome: Outcome, _ transition: Transition) {
        guard let path = outcome.path else { return }
        news.append(.transition(session, path, transition))
    }

    private mutating func tell() {
        if !news.isEmpty { events.postWithoutWaiting(&news) }
    }

    /// Sleeps until something comes or is due.
    private mutating func wait() {
        var deadline = table.deadline
        // The service thread was looking into its mailbox: it will be done in a moment.
        if !news.isEmpty { deadline = min(deadline, .now.advanced(by: .milliseconds(1))) }
        let rest = deadline.since(.now).nanoseconds
        var timeout = timespec(
            tv_sec: Int(clamping: rest / 1_000_000_000), tv_nsec: Int(rest % 1_000_000_000))
        descriptors.withUnsafeMutableBufferPointer { buffer in
            _ = linux_wait(buffer.baseAddress, nfds_t(buffer.count), &timeout)
        }
    }
}
