/// The authentication section of a control packet (RFC 5880 §4.2–4.4).
struct AuthenticationSection: Hashable, Sendable {
    let kind: Authentication.Kind
    let keyID: UInt8

    /// Zero for a simple password.
    let sequence: UInt32

    /// The password, or the digest.
    let proof: [20 of UInt8]

    /// How many bytes of ``proof`` there are.
    let count: Int

    /// Where ``proof`` begins in the packet.
    var offset: Int { ControlPacket.byteCount + (kind == .simplePassword ? 3 : 8) }

    /// The bytes of packet and section together.
    var packetLength: Int { offset + count }

    init(
        _ kind: Authentication.Kind, keyID: UInt8, sequence: UInt32, proof: [20 of UInt8],
        count: Int
    ) {
        self.kind = kind
        self.keyID = keyID
        self.sequence = sequence
        self.proof = proof
        self.count = count
    }

    /// Decodes what stands behind the mandatory section of a packet that passed ``ControlPacket``'s
    /// checks and has the *Authentication Present* bit; `nil` if it is none of the five kinds, or not
    /// as long as its kind has it.
    init?(_ bytes: Span<UInt8>) {
        let start = ControlPacket.byteCount
        let room = Int(bytes[3]) - start
        let length = Int(bytes[start + 1])
        guard let kind = Authentication.Kind(rawValue: bytes[start]), length <= room else {
            return nil
        }
        let head: Int
        switch kind {
        case .simplePassword:
            head = 3
            guard (4...19).contains(length) else { return nil }
        case .keyedMD5, .meticulousKeyedMD5:
            head = 8
            guard length == 24 else { return nil }
        case .keyedSHA1, .meticulousKeyedSHA1:
            head = 8
            guard length == 28 else { return nil }
        }
        self.kind = kind
        keyID = bytes[start + 2]
        sequence = kind == .simplePassword ? 0 : bytes.bigEndian(at: start + 4)
        var proof: [20 of UInt8] = .init(repeating: 0)
        for index in 0..<length - head { proof[index] = bytes[start + head + index] }
        self.proof = proof
        count = length - head
    }

    /// Writes the section behind the mandatory one; `bytes` has room for ``packetLength``.
    func encode(into bytes: inout MutableSpan<UInt8>) {
        let start = ControlPacket.byteCount
        bytes[start] = kind.rawValue
        bytes[start + 1] = UInt8(packetLength - start)
        bytes[start + 2] = keyID
        if kind != .simplePassword {
            bytes[start + 3] = 0
            bytes.setBigEndian(sequence, at: start + 4)
        }
        for index in 0..<count { bytes[offset + index] = proof[index] }
    }

    static func == (left: AuthenticationSection, right: AuthenticationSection) -> Bool {
        left.kind == right.kind && left.keyID == right.keyID && left.sequence == right.sequence
            && left.count == right.count && left.isProven(by: right.proof)
    }

    func hash(into hasher: inout Hasher) {
        hasher.combine(kind)
        hasher.combine(keyID)
        hasher.combine(sequence)
    }

    /// Whether ``proof`` is `expected`, in a time that tells nothing about where they differ.
    func isProven(by expected: [20 of UInt8]) -> Bool {
        var difference: UInt8 = 0
        for index in 0..<20 { difference |= proof[index] ^ expected[index] }
        return difference == 0
    }
}
