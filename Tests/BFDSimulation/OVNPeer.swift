public import BFD

/// A model of OVN's BFD (`controller/pinctrl.c`, 22.12 to 26.03), in its defects too.
///
/// Written from its observed behaviour: what is not in RFC 5880 is marked here where it happens.
public struct OVNPeer: Party {
    /// What the VPC's BFD row says, in OVN's unit, the millisecond.
    public struct Row: Sendable {
        public var minTx: UInt64
        public var minRx: UInt64
        public var multiplier: UInt8

        public init(minTx: UInt64 = 100, minRx: UInt64 = 100, multiplier: UInt8 = 3) {
            self.minTx = minTx
            self.minRx = minRx
            self.multiplier = multiplier
        }
    }

    /// What keeps, or does not keep, the packet thread awake.
    public enum Sleep: Sendable {
        /// Something else wakes it once a millisecond: it never misses a deadline.
        case never
        /// Nothing but packets and its own timer. The timer is armed only by a transmission, and
        /// when it fires in the very millisecond of the deadline nothing is sent and no timer armed.
        case unlessPacketsCome
    }

    public let discriminator: UInt32
    public let row: Row
    public var sleep: Sleep

    public private(set) var state = State.down

    /// *Your Discriminator* of its packets. Never cleared in Down except by ``publish(at:)``.
    public var remoteDiscriminator: UInt32 = 0

    /// What the database, and with it the routers, believe.
    public private(set) var published = State.adminDown

    /// When the database changed, and to what.
    public private(set) var publications: [(time: Instant, state: State)] = []

    /// What was sent, in order.
    public private(set) var sent: [(time: Instant, packet: ControlPacket)] = []

    private var remoteMinRx: UInt64 = 1
    private var isSilencedByDemand = false
    private var detectionTime: UInt64 = 30_000
    private var lastReceived: UInt64
    private var nextTransmission: UInt64
    /// When the thread wakes by itself, in milliseconds; `nil` if only something else wakes it.
    private var timer: UInt64?
    private var hasNews = false
    private var lastPublication: Instant?
    private var dice: Dice

    public init(
        discriminator: UInt32 = 0x0b0b, row: Row = Row(), sleep: Sleep = .never, seed: UInt64 = 1,
        at now: Instant
    ) {
        self.discriminator = discriminator
        self.row = row
        self.sleep = sleep
        dice = Dice(seed: seed)
        lastReceived = now.milliseconds
        nextTransmission = now.milliseconds
        timer = nextTransmission + 1
    }

    /// Whether a router with this peer's port sends traffic to the gateway: northd takes out a next
    /// hop that is down or admin_down, and one that is `init` is not.
    public var isUsable: Bool { published == .initializing || published == .up }

    /// Falls asleep, as it does by itself sooner or later.
    public mutating func fallAsleep() {
        timer = nil
    }

    /// ovn-controller starts again, or another chassis takes over: same discriminator, nothing else
    /// remembered, and the database not told.
    public mutating func restart(at now: Instant) {
        state = .down
        remoteDiscriminator = 0
        remoteMinRx = 1
        isSilencedByDemand = false
        detectionTime = 30_000
        hasNews = false
        nextTransmission = now.milliseconds
        timer = nextTransmission + 1
    }

    public var deadline: Instant {
        var deadline = Instant.never
        switch sleep {
        case .never: deadline = Instant(milliseconds: nextTransmission + 1)
        case .unlessPacketsCome:
            if let timer { deadline = Instant(milliseconds: timer) }
        }
        if hasNews { deadline = min(deadline, publication) }
        return deadline
    }

    public mutating func wake(at now: Instant) -> [Datagram] {
        if hasNews, publication <= now { publish(at: now) }
        return loop(at: now)
    }

    public mutating func hear(
        _ datagram: Datagram, arrival: Instant, at now: Instant
    ) -> [Datagram] {
        // Every packet wakes the thread, those that it drops too.
        let answers = receive(datagram.packet, at: now)
        return answers + loop(at: now)
    }

    private mutating func receive(_ packet: ControlPacket, at now: Instant) -> [Datagram] {
        // It never learns from a packet without its own discriminator.
        guard packet.yourDiscriminator == discriminator,
            !packet.flags.contains(.authenticationPresent)
        else { return [] }
        remoteDiscriminator = packet.myDiscriminator
        // Milliseconds: less than one is none, and none means silence.
        remoteMinRx = UInt64(packet.requiredMinRx / 1_000)
        detectionTime =
            UInt64(packet.detectMultiplier) * max(UInt64(packet.desiredMinTx / 1_000), row.minRx)
        lastReceived = now.milliseconds

        let before = state
        switch (state, packet.state) {
        case (.up, .adminDown):
            // Leaves before it looks at Poll: no Final.
            change(to: .down)
            return []
        case (.initializing, .adminDown), (.up, .down): change(to: .down)
        case (.down, .down): change(to: .initializing)
        case (.down, .initializing), (.initializing, .initializing), (.initializing, .up):
            change(to: .up)
        case (.adminDown, _), (.down, .adminDown), (.down, .up), (.initializing, .down),
            (.up, .initializing), (.up, .up):
            break
        }
        if packet.flags.contains(.demand), before == .up, packet.state == .up {
            isSilencedByDemand = true
        }
        guard packet.flags.contains(.poll) else { return [] }
        return [transmit(flags: .final, at: now)]
    }

    /// One turn of the thread: it sends if the deadline is past, and only then arms its timer.
    private mutating func loop(at now: Instant) -> [Datagram] {
        guard nextTransmission < now.milliseconds else {
            timer = nil
            return []
        }
        var datagrams: [Datagram] = []
        if !isSilencedByDemand {
            // Silence is noticed only here, and told to the database at once.
            if state == .initializing || state == .up, detectionTime > 0,
                now.milliseconds >= lastReceived + detectionTime
            {
                change(to: .down)
                publish(at: now)
            }
            if remoteMinRx > 0 { datagrams = [transmit(flags: [], at: now)] }
        }
        let interval = max(row.minTx, remoteMinRx)
        nextTransmission = now.milliseconds + interval - dice.next() % (interval / 4 + 1)
        // With luck the timer fires a millisecond late, and the thread lives on.
        timer = nextTransmission + (dice.happens(permille: 500) ? 1 : 0)
        return datagrams
    }

    private mutating func transmit(flags: ControlPacket.Flags, at now: Instant) -> Datagram {
        let packet = ControlPacket(
            state: state, flags: flags, detectMultiplier: row.multiplier,
            myDiscriminator: discriminator, yourDiscriminator: remoteDiscriminator,
            desiredMinTx: UInt32(row.minTx * 1_000), requiredMinRx: UInt32(row.minRx * 1_000))
        sent.append((now, packet))
        return Datagram(packet)
    }

    private mutating func change(to next: State) {
        state = next
        hasNews = true
    }

    /// Changes by packets wait until five seconds have passed since the last publication.
    private var publication: Instant {
        lastPublication?.advanced(by: .seconds(5)) ?? Instant(nanoseconds: 0)
    }

    private mutating func publish(at now: Instant) {
        hasNews = false
        lastPublication = now
        published = state
        publications.append((now, state))
        // The only place that forgets the peer's discriminator: whatever comes later stays.
        if state == .down { remoteDiscriminator = 0 }
    }
}

extension Instant {
    /// As `time_msec()` would say.
    fileprivate var milliseconds: UInt64 { nanoseconds / 1_000_000 }

    fileprivate init(milliseconds: UInt64) {
        self.init(nanoseconds: milliseconds * 1_000_000)
    }
}
