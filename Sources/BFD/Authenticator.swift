/// What one session's authentication has to remember (RFC 5880 §6.8.1).
struct Authenticator: Sendable {
    let authentication: Authentication

    /// *bfd.XmitAuthSeq*.
    private(set) var transmitSequence: UInt32

    /// *bfd.RcvAuthSeq*; `nil` while *bfd.AuthSeqKnown* is zero.
    private(set) var receivedSequence: UInt32?

    /// When ``receivedSequence`` is forgotten, so that a peer that restarted is heard again.
    private var forgetting = Instant.never

    private var lastSigned: ControlPacket?

    /// `sequence` is random (§6.8.1), or goes on where another process stopped.
    init(_ authentication: Authentication, sequence: UInt32, receivedSequence: UInt32? = nil) {
        self.authentication = authentication
        transmitSequence = sequence
        self.receivedSequence = receivedSequence
    }

    /// The section for a packet that is about to be sent.
    ///
    /// §6.7.3: a meticulous kind counts every packet. The others may count less; here it is each one
    /// that says something new.
    mutating func sign(_ packet: ControlPacket) -> AuthenticationSection {
        let key = authentication.keys[0]
        let kind = authentication.kind
        guard kind != .simplePassword else {
            return AuthenticationSection(
                kind, keyID: key.id, sequence: 0, proof: key.bytes, count: key.count)
        }
        if kind.isMeticulous || packet != lastSigned { transmitSequence &+= 1 }
        lastSigned = packet
        let section = AuthenticationSection(
            kind, keyID: key.id, sequence: transmitSequence, proof: key.bytes,
            count: kind.longestKey)
        var bytes: [64 of UInt8] = .init(repeating: 0)
        var span = bytes.mutableSpan
        packet.encode(into: &span, length: UInt8(section.packetLength))
        section.encode(into: &span)
        let proof = digest(bytes.span.extracting(first: section.packetLength))
        return AuthenticationSection(
            kind, keyID: key.id, sequence: transmitSequence, proof: proof, count: section.count)
    }

    /// Checks the section of a packet that passed ``ControlPacket``'s checks and has one.
    mutating func accepts(_ bytes: Span<UInt8>, detectMultiplier: UInt8, at now: Instant) -> Bool {
        guard let section = AuthenticationSection(bytes), section.kind == authentication.kind,
            let key = authentication.keys.first(where: { $0.id == section.keyID })
        else { return false }
        guard section.kind != .simplePassword else {
            return section.count == key.count && section.isProven(by: key.bytes)
        }

        if forgetting <= now { receivedSequence = nil }
        if let receivedSequence {
            // §6.7.3, in circular arithmetic: not before what was seen, and not far beyond it.
            let ahead = section.sequence &- receivedSequence
            let least: UInt32 = section.kind.isMeticulous ? 1 : 0
            guard (least...max(least, 3 * UInt32(detectMultiplier))).contains(ahead) else {
                return false
            }
        }

        let length = Int(bytes[3])
        guard length <= 64 else { return false }
        var copy: [64 of UInt8] = .init(repeating: 0)
        for index in 0..<length { copy[index] = bytes[index] }
        for index in 0..<section.count { copy[section.offset + index] = key.bytes[index] }
        guard section.isProven(by: digest(copy.span.extracting(first: length))) else {
            return false
        }
        // Only now: a sequence number that nobody vouches for must not shut out the real ones.
        receivedSequence = section.sequence
        return true
    }

    /// §6.8.1: *bfd.AuthSeqKnown* goes back to zero after two detection times without a packet.
    mutating func heard(at arrival: Instant, detectionTime: Interval?) {
        forgetting =
            detectionTime.map { arrival.advanced(by: $0).advanced(by: $0) } ?? .never
    }

    /// Over the whole packet, with the key in the place of the digest.
    private func digest(_ bytes: Span<UInt8>) -> [20 of UInt8] {
        switch authentication.kind {
        case .simplePassword:
            return .init(repeating: 0)
        case .keyedMD5, .meticulousKeyedMD5:
            let digest = authentication.digests.md5(bytes)
            return .init { $0 < 16 ? digest[$0] : 0 }
        case .keyedSHA1, .meticulousKeyedSHA1:
            return authentication.digests.sha1(bytes)
        }
    }
}
