import Addressing
import BFD
import BFDControl
import Glibc
import Logging

extension Service {
    /// So many may watch; each costs a message a transition.
    private static let mostWatchers = 16

    private static let busy =
        "Unable to complete request (beacon is shutting down or low memory).\n"

    /// The reason for which an operator takes this gateway out of service.
    private static let operatorsDrain = "drained by an operator"

    /// How long `stop` waits for the peers' word: it is used by people who start the daemon again.
    private static let patienceOfStop = Interval.milliseconds(300)

    mutating func answer(_ call: ControlServer.Call) {
        do throws(Rejection) {
            let request = try Request(words: call.words)
            if request.changesSomething {
                journal.write(
                    .command, .notice, "request", ["words": "\(call.words.joined(separator: " "))"])
            }
            answer(request, to: call.client)
        } catch {
            reply(error.text + "\n", to: call.client)
        }
    }

    private mutating func answer(_ request: Request, to client: ControlServer.ClientID) {
        switch request {
        case .version:
            acknowledge(request, to: client)
        case .stop:
            acknowledge(request, to: client)
            leave(patience: Self.patienceOfStop, endsWhenConfirmed: true)
        case .log(let log):
            reply(log.perform(on: &journal.selection), to: client)
        case .status, .statusJSON, .peers, .probe:
            inquire(request, for: client)
        case .watch:
            watch(client)
        case .session(let selector, let action):
            guard let command = action.command else { return inquire(request, for: client) }
            lastTicket += 1
            performing[lastTicket] = (client, request)
            order(.perform(command, selector, lastTicket), or: client)
        case .defaults(let setting):
            acknowledge(request, to: client, after: .setDefault(setting))
        case .allow(let remote):
            let networks = ConnectedNetworks.current()
            let sessions = policy.sessions(with: remote, networks)
            let literal = Order.allow(remote, policy.timeToLive(from: remote, networks))
            acknowledge(request, to: client, after: sessions.isEmpty ? literal : .keep(sessions))
        case .block(let remote):
            acknowledge(request, to: client, after: .block(remote))
        case .connect(let local, let remote):
            guard policy.listens(on: local) else {
                return reply((request.failure ?? "") + "\n", to: client)
            }
            let minimum = policy.timeToLive(from: remote, .current())
            let path = Path(local: local, remote: remote)
            acknowledge(request, to: client, after: .connect(path, minimum))
        case .drain:
            acknowledge(request, to: client, after: .fail(Self.operatorsDrain))
        case .undrain:
            acknowledge(request, to: client, after: .recover(Self.operatorsDrain))
        }
    }

    /// Answers all who asked for what `report` says.
    mutating func answer(with report: Report) {
        let (askers, isMoreWanted) = inquiries.takeAnswered()
        if isMoreWanted { order(.report) }
        for asker in askers {
            switch asker {
            case .departure:
                departure.consider(report.snapshot, patience: drainTime, at: .now)
            case .client(let client, let request):
                answer(request, with: report, to: client)
            }
        }
    }

    private mutating func answer(
        _ request: Request, with report: Report, to client: ControlServer.ClientID
    ) {
        switch request {
        case .status(let selector, let format):
            reply(report.snapshot.text(selector, format), to: client)
        case .statusJSON:
            reply(report.snapshot.json(processStatus(report)), to: client)
        case .peers:
            reply(report.snapshot.peersText, to: client)
        case .probe(let probe):
            let verdict = Verdict(probe, of: report.snapshot, expected: policy.pairs)
            let end = verdict.isGood ? ReplyEnd.answered : .failed
            server.reply("\(verdict)\n", end: end, to: client, at: .now)
        case .session(let selector, _):
            conclude(request, report.snapshot.count(selector), to: client)
        default:
            break
        }
    }

    /// Answers a request that the packet thread has done to `count` sessions.
    mutating func answer(_ ticket: Order.Ticket, _ count: Int) {
        guard let (client, request) = performing.removeValue(forKey: ticket) else { return }
        conclude(request, count, to: client)
    }

    private mutating func conclude(
        _ request: Request, _ count: Int, to client: ControlServer.ClientID
    ) {
        let lines = [request.acknowledgement, count == 0 ? request.failure : nil]
        reply(lines.compactMap { $0.map { $0 + "\n" } }.joined(), to: client)
    }

    private mutating func inquire(_ request: Request, for client: ControlServer.ClientID) {
        if inquiries.add(.client(client, request)) { order(.report, or: client) }
    }

    private mutating func order(_ order: Order, or client: ControlServer.ClientID) {
        if !self.order(order) { server.reply(Self.busy, end: .failed, to: client, at: .now) }
    }

    private mutating func acknowledge(
        _ request: Request, to client: ControlServer.ClientID, after order: Order? = nil
    ) {
        if let order, !self.order(order) {
            server.reply(Self.busy, end: .failed, to: client, at: .now)
        } else {
            reply((request.acknowledgement ?? "") + "\n", to: client)
        }
    }

    private mutating func reply(_ text: String, to client: ControlServer.ClientID) {
        server.reply(text, end: .answered, to: client, at: .now)
    }

    private mutating func watch(_ client: ControlServer.ClientID) {
        // Those who have gone are noticed when they are told something.
        guard watchers.count < Self.mostWatchers else {
            server.reply(
                "Unable to complete request: \(watchers.count) clients watch already.\n",
                end: .failed, to: client, at: .now)
            return
        }
        watchers.append(client)
        server.reply("", to: client, at: .now)
    }

    /// Tells the watchers.
    mutating func announce(_ session: SessionID, _ path: Path, _ transition: Transition) {
        guard !watchers.isEmpty else { return }
        let line =
            "id=\(session) local=\(path.local) remote=\(path.remote) "
            + "\(transition.from)->\(transition.to) <\(transition.diagnostic)> "
            + "cause=\(transition.cause.name)\n"
        var present: [ControlServer.ClientID] = []
        for watcher in watchers where server.reply(line, to: watcher, at: .now) {
            present.append(watcher)
        }
        watchers = present
    }

    private func processStatus(_ report: Report) -> ProcessStatus {
        ProcessStatus(
            processID: getpid(), uptime: Instant.now.since(begin).nanoseconds / 1_000_000,
            isRealTime: isRealTime, kernelDrops: report.kernelDrops,
            sendFailures: report.sendFailures)
    }
}

extension Request {
    /// Whether it is worth a line in the log: probes ask every few seconds.
    fileprivate var changesSomething: Bool {
        switch self {
        case .stop, .connect, .allow, .block, .log, .session, .defaults, .drain, .undrain: true
        case .version, .status, .statusJSON, .peers, .watch, .probe: false
        }
    }
}

extension Snapshot {
    fileprivate func count(_ selector: Selector) -> Int {
        switch selector {
        case .all: sessions.count
        case .id(let id): sessions.count { $0.id == id }
        case .pair(let local, let remote):
            sessions.count { $0.path.local == local && $0.path.remote == remote }
        }
    }
}
