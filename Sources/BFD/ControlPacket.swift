/// The mandatory section of a BFD Control packet (RFC 5880 §4.1).
///
/// Decoding and encoding allocate nothing. An ``AuthenticationSection`` that follows on the wire is
/// decoded from the same bytes, by those who want it.
public struct ControlPacket: Hashable, Sendable, BitwiseCopyable {
    /// The bits that follow *State*. *Multipoint* is no member: a packet that has it is refused.
    public struct Flags: OptionSet, Hashable, Sendable, BitwiseCopyable {
        public let rawValue: UInt8

        public init(rawValue: UInt8) {
            self.rawValue = rawValue
        }

        public static let poll = Flags(rawValue: 0x20)
        public static let final = Flags(rawValue: 0x10)
        public static let controlPlaneIndependent = Flags(rawValue: 0x08)
        public static let authenticationPresent = Flags(rawValue: 0x04)
        public static let demand = Flags(rawValue: 0x02)
    }

    public var state: State
    public var diagnostic: Diagnostic
    public var flags: Flags
    public var detectMultiplier: UInt8
    public var myDiscriminator: UInt32
    public var yourDiscriminator: UInt32

    /// In microseconds.
    public var desiredMinTx: UInt32

    /// In microseconds.
    public var requiredMinRx: UInt32

    /// In microseconds; zero says that the sender does not loop echo packets back.
    public var requiredMinEchoRx: UInt32

    public init(
        state: State, diagnostic: Diagnostic = .none, flags: Flags = [], detectMultiplier: UInt8,
        myDiscriminator: UInt32, yourDiscriminator: UInt32, desiredMinTx: UInt32,
        requiredMinRx: UInt32, requiredMinEchoRx: UInt32 = 0
    ) {
        self.state = state
        self.diagnostic = diagnostic
        self.flags = flags
        self.detectMultiplier = detectMultiplier
        self.myDiscriminator = myDiscriminator
        self.yourDiscriminator = yourDiscriminator
        self.desiredMinTx = desiredMinTx
        self.requiredMinRx = requiredMinRx
        self.requiredMinEchoRx = requiredMinEchoRx
    }

    /// The bytes of the mandatory section.
    public static let byteCount = 24

    /// Decodes the UDP payload `bytes`, or says which rule of RFC 5880 §6.8.6 it breaks first.
    ///
    /// Bytes behind *Length* are ignored.
    public init(_ bytes: Span<UInt8>) throws(Malformed) {
        guard bytes.count > 0 else { throw .lengthBeyondPayload }
        guard bytes[0] >> 5 == 1 else { throw .wrongVersion }
        guard bytes.count >= 4 else { throw .lengthBeyondPayload }
        let flags = Flags(rawValue: bytes[1] & 0x3e)
        let length = Int(bytes[3])
        let shortest = flags.contains(.authenticationPresent) ? 26 : Self.byteCount
        guard length >= shortest else { throw .lengthTooShort }
        guard length <= bytes.count else { throw .lengthBeyondPayload }
        guard bytes[2] != 0 else { throw .zeroDetectMultiplier }
        guard bytes[1] & 0x01 == 0 else { throw .multipoint }

        state = State(truncating: bytes[1] >> 6)
        diagnostic = Diagnostic(truncating: bytes[0])
        self.flags = flags
        detectMultiplier = bytes[2]
        myDiscriminator = bytes.bigEndian(at: 4)
        yourDiscriminator = bytes.bigEndian(at: 8)
        desiredMinTx = bytes.bigEndian(at: 12)
        requiredMinRx = bytes.bigEndian(at: 16)
        requiredMinEchoRx = bytes.bigEndian(at: 20)

        guard myDiscriminator != 0 else { throw .zeroMyDiscriminator }
        guard yourDiscriminator != 0 || state == .down || state == .adminDown else {
            throw .zeroYourDiscriminator
        }
        guard !flags.isSuperset(of: [.poll, .final]) else { throw .pollAndFinal }
    }

    /// Writes the mandatory section to the first 24 bytes of `bytes`, which must have room.
    ///
    /// `length` is the value of *Length*: 24 and the bytes of an authentication section behind.
    public func encode(into bytes: inout MutableSpan<UInt8>, length: UInt8 = 24) {
        bytes[0] = 1 << 5 | diagnostic.rawValue
        bytes[1] = state.rawValue << 6 | flags.rawValue
        bytes[2] = detectMultiplier
        bytes[3] = length
        bytes.setBigEndian(myDiscriminator, at: 4)
        bytes.setBigEndian(yourDiscriminator, at: 8)
        bytes.setBigEndian(desiredMinTx, at: 12)
        bytes.setBigEndian(requiredMinRx, at: 16)
        bytes.setBigEndian(requiredMinEchoRx, at: 20)
    }
}

extension State {
    /// Takes the low two bits, all four values of which are states.
    fileprivate init(truncating bits: UInt8) {
        switch bits & 0x03 {
        case 0: self = .adminDown
        case 1: self = .down
        case 2: self = .initializing
        default: self = .up
        }
    }
}

extension Span<UInt8> {
    /// The four bytes at `offset`, most significant first.
    func bigEndian(at offset: Int) -> UInt32 {
        UInt32(self[offset]) << 24 | UInt32(self[offset + 1]) << 16
            | UInt32(self[offset + 2]) << 8 | UInt32(self[offset + 3])
    }
}

extension MutableSpan<UInt8> {
    mutating func setBigEndian(_ value: UInt32, at offset: Int) {
        self[offset] = UInt8(truncatingIfNeeded: value >> 24)
        self[offset + 1] = UInt8(truncatingIfNeeded: value >> 16)
        self[offset + 2] = UInt8(truncatingIfNeeded: value >> 8)
        self[offset + 3] = UInt8(truncatingIfNeeded: value)
    }
}
