import Addressing

// Any life of a table: no trap, and what it sends obeys the rules that do not depend on history.

@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzSession(_ start: UnsafePointer<UInt8>, _ count: Int) -> Int32 {
    var life = Life(Array(UnsafeBufferPointer(start: start, count: count)))
    life.live()
    return 0
}

/// Digests that an input can get right.
private struct Sums: Digests {
    func md5(_ bytes: Span<UInt8>) -> [16 of UInt8] { .init(repeating: bytes[24]) }
    func sha1(_ bytes: Span<UInt8>) -> [20 of UInt8] { .init(repeating: bytes[24]) }
}

/// A table whose every day is decided by the bytes of an input.
private struct Life {
    private var bytes: ArraySlice<UInt8>
    private var now = Instant(nanoseconds: 1)
    private var table: SessionTable

    init(_ bytes: [UInt8]) {
        self.bytes = bytes[...]
        // Few discriminators, so that inputs hit them; equal ones, so that they collide.
        table = SessionTable(
            isReady: bytes.count.isMultiple(of: 2), mostAccepted: 3, seed: UInt64(bytes.count),
            discriminator: { path in UInt32(truncatingIfNeeded: path.remote.value & 3) })
    }

    mutating func live() {
        while !bytes.isEmpty {
            switch byte() % 16 {
            case 0...5: hear(packet())
            case 6: hearBytes()
            case 7...9: pass()
            case 10: _ = table.add(peer(), resuming: byte() % 2 == 0 ? nil : memory(), at: now)
            case 11: table.allow(path().remote, minimumTimeToLive: byte())
            case 12: table.block(path().remote)
            case 13: _ = table.perform(command(), on: selector(), at: now)
            case 14: administer()
            default: _ = table.connect(path(), minimumTimeToLive: byte(), at: now)
            }
            settle()
            for status in table.snapshot(at: now).sessions {
                precondition(
                    status.state != .up || status.remoteDiscriminator != 0, "Up with nobody")
                precondition(status.localDiscriminator != 0, "without a discriminator")
            }
        }
    }

    private mutating func byte() -> UInt8 { bytes.popFirst() ?? 0 }

    private mutating func word() -> UInt32 {
        let value = UInt32(byte())
        // Small, large and boundary values alike.
        return switch byte() % 4 {
        case 0: value
        case 1: value << 24 | 0xffff
        case 2: .max - value
        default: value * 10_000
        }
    }

    private mutating func path() -> Path {
        let value = byte()
        return Path(
            local: IPAddress(.ipv4, value: 1), remote: IPAddress(.ipv4, value: UInt128(value % 5)),
            hops: value & 0x80 == 0 ? .single : .multiple)
    }

    private mutating func peer() -> Peer {
        Peer(
            path: path(), role: Role.allCases[Int(byte() % 3)],
            configuration: Configuration(
                desiredMinTx: word(), requiredMinRx: word(), detectMultiplier: byte()),
            minimumTimeToLive: byte(), authentication: authentication())
    }

    private mutating func authentication() -> Authentication? {
        guard byte() % 4 == 3, let kind = Authentication.Kind(rawValue: byte() % 5 + 1),
            let key = AuthenticationKey(id: 0, secret: [0])
        else { return nil }
        return Authentication(kind, keys: [key], digests: Sums())
    }

    private mutating func state() -> State { State.allCases[Int(byte() % 4)] }

    private mutating func memory() -> Memory {
        Memory(
            state: state(), diagnostic: .none, localDiscriminator: UInt32(byte()),
            remoteDiscriminator: UInt32(byte()), remoteState: state(),
            remoteDetectMultiplier: byte(), remoteDesiredMinTx: word(),
            remoteRequiredMinRx: word(), lastReceived: Instant(nanoseconds: UInt64(word())))
    }

    private mutating func packet() -> ControlPacket {
        ControlPacket(
            state: state(), flags: ControlPacket.Flags(rawValue: byte() & 0x3a),
            detectMultiplier: byte(), myDiscriminator: UInt32(byte()),
            yourDiscriminator: UInt32(byte() % 8), desiredMinTx: word(), requiredMinRx: word())
    }

    private mutating func hear(_ packet: ControlPacket) {
        var bytes: [24 of UInt8] = .init(repeating: 0)
        var span = bytes.mutableSpan
        packet.encode(into: &span)
        hear(bytes.span)
    }

    private mutating func hearBytes() {
        let count = Int(byte())
        let input = Array(bytes.prefix(count))
        bytes = bytes.dropFirst(count)
        hear(input.span)
    }

    private mutating func hear(_ bytes: Span<UInt8>) {
        let path = path()
        let age = Interval(nanoseconds: UInt64(word()))
        let arrival = Instant(
            nanoseconds: now.nanoseconds > age.nanoseconds ? now.nanoseconds - age.nanoseconds : 0)
        check(
            table.receive(
                bytes, Arrival(path: path, timeToLive: byte(), time: arrival), at: now))
    }

    private mutating func pass() {
        switch byte() % 3 {
        case 0: now = now.advanced(by: Interval(nanoseconds: UInt64(word())))
        case 1: now = now.advanced(by: .microseconds(word()))
        default: if table.deadline != .never { now = max(now, table.deadline) }
        }
    }

    private mutating func selector() -> Selector {
        switch byte() % 3 {
        case 0: return .all
        case 1: return .id(SessionID(rawValue: UInt32(byte())))
        default:
            let path = path()
            return .pair(local: path.local, remote: path.remote)
        }
    }

    private mutating func command() -> Command {
        switch byte() % 11 {
        case 0: .holdDown(.pathDown)
        case 1: .holdAdminDown(.administrativelyDown)
        case 2: .release
        case 3: .suspend
        case 4: .resume
        case 5: .kill
        case 6: .reset
        case 7: .setDesiredMinTx(word())
        case 8: .setRequiredMinRx(word())
        case 9: .setDetectMultiplier(byte())
        default: .setControlPlaneIndependent(byte() % 2 == 0)
        }
    }

    private mutating func administer() {
        switch byte() % 8 {
        case 0: table.drain(at: now)
        case 1...3: table.becomeReady(at: now)
        case 4, 5: table.fail("failure \(byte() % 2)", .pathDown, at: now)
        default: table.recover("failure \(byte() % 2)", at: now)
        }
    }

    private mutating func settle() {
        // One for each session, and what an order led to; more would be a loop without end.
        var left = 64
        while let outcome = table.settle(at: now) {
            check(outcome)
            left -= 1
            precondition(left > 0, "there is always something due")
        }
        precondition(table.deadline > now, "due, but not settled")
    }

    private func check(_ outcome: Outcome) {
        guard let transmission = outcome.transmission else { return }
        var bytes = [UInt8](repeating: 0, count: Transmission.mostBytes)
        var span = bytes.mutableSpan
        let count = transmission.encode(into: &span)
        precondition(count == Int(bytes[3]), "Length is not the length")
        guard let packet = try? ControlPacket(bytes.span.extracting(first: count)) else {
            preconditionFailure("what we send breaks a rule of reception")
        }
        precondition(packet == transmission.packet, "encoding changed it")
        precondition(
            packet.state == .up || packet.desiredMinTx >= 1_000_000, "too fast while not Up")
        precondition(!packet.flags.contains(.demand), "Demand")
    }
}
