public import BFD

/// Two parties, a wire, and time that passes only from event to event.
public struct Simulation<Left: Party, Right: Party> {
    public enum Side: Sendable {
        case left
        case right
    }

    public var left: Left
    public var right: Right
    public var wire: Wire
    public private(set) var now: Instant

    /// When the left side's process may run again; it is stopped until then, its kernel is not.
    public var leftIsStoppedUntil = Instant(nanoseconds: 0)

    private var dice: Dice
    private var flights: [(arrival: Instant, to: Side, datagram: Datagram)] = []

    public init(
        left: Left, right: Right, wire: Wire = Wire(), seed: UInt64 = 1,
        at start: Instant = Instant(nanoseconds: 1_000_000_000_000)
    ) {
        self.left = left
        self.right = right
        self.wire = wire
        dice = Dice(seed: seed)
        now = start
    }

    /// Lets time pass, event by event.
    public mutating func run(for interval: Interval) {
        run(for: interval, until: { _ in false })
    }

    /// Lets time pass until `condition` holds after an event, and returns how long that took; `nil`
    /// if it does not within `interval`.
    @discardableResult
    public mutating func run(
        for interval: Interval, until condition: (Self) -> Bool
    ) -> Interval? {
        let start = now
        let end = now.advanced(by: interval)
        if condition(self) { return .zero }
        while let next = nextEvent, next <= end {
            now = max(now, next)
            turn()
            if condition(self) { return now.since(start) }
        }
        now = end
        return nil
    }

    /// Puts a datagram on the wire towards `side`.
    public mutating func send(_ datagrams: [Datagram], to side: Side) {
        for datagram in datagrams {
            guard !wire.isCut, !dice.happens(permille: wire.lossPermille) else { continue }
            fly(datagram, to: side)
            if dice.happens(permille: wire.duplicationPermille) { fly(datagram, to: side) }
        }
    }

    /// Loses whatever is on the wire.
    public mutating func clearWire() {
        flights = []
    }

    /// What arrived counts before what is due, as in the daemon's loop.
    private mutating func turn() {
        if let index = flights.firstIndex(where: { $0.arrival <= now && isRunning($0.to) }) {
            let flight = flights.remove(at: index)
            switch flight.to {
            case .left:
                let answers = left.hear(flight.datagram, arrival: flight.arrival, at: now)
                send(answers, to: .right)
            case .right:
                let answers = right.hear(flight.datagram, arrival: flight.arrival, at: now)
                send(answers, to: .left)
            }
            return
        }
        if left.deadline <= now, isRunning(.left) { send(left.wake(at: now), to: .right) }
        if right.deadline <= now { send(right.wake(at: now), to: .left) }
    }

    private var nextEvent: Instant? {
        var next = min(max(left.deadline, leftIsStoppedUntil), right.deadline)
        for flight in flights {
            next = min(
                next, flight.to == .left ? max(flight.arrival, leftIsStoppedUntil) : flight.arrival)
        }
        return next == .never ? nil : next
    }

    private func isRunning(_ side: Side) -> Bool {
        side == .right || leftIsStoppedUntil <= now
    }

    private mutating func fly(_ datagram: Datagram, to side: Side) {
        var datagram = datagram
        datagram.timeToLive -= wire.routers
        var extra: UInt64 = 0
        if wire.variation > .zero { extra = dice.next() % (wire.variation.nanoseconds + 1) }
        let arrival = now.advanced(by: wire.delay)
            .advanced(by: Interval(nanoseconds: extra))
        let index = flights.firstIndex { $0.arrival > arrival } ?? flights.count
        flights.insert((arrival, side, datagram), at: index)
    }
}
