/// Why a datagram was dropped: nothing in any session changed, except what the case itself says.
public enum Discard: Error, Hashable, Sendable {
    case malformed(Malformed)
    /// The time to live was below the session's, or the listener's, minimum (RFC 5881 §5).
    case timeToLive
    /// No session has this *Your Discriminator*, and there is no peer whose lost one it could be.
    case unknownDiscriminator
    /// As ``unknownDiscriminator``, but the peer is known and its own discriminator has been learnt,
    /// so that the session can come up again.
    case staleDiscriminator
    /// *Your Discriminator* names a session between other addresses.
    case wrongPath
    /// *Your Discriminator* is zero and the source address is nobody's.
    case unknownPeer
    /// An allowed peer's first packet, but there are as many accepted sessions as there may be.
    case tooManySessions
    /// An authentication section although none is configured, or none although one is.
    case authenticationMismatch
    /// The authentication section does not prove what it should.
    case authenticationFailure
}

extension Discard: CaseIterable {
    public static let allCases: [Discard] =
        Malformed.allCases.map(Discard.malformed) + [
            .timeToLive, .unknownDiscriminator, .staleDiscriminator, .wrongPath, .unknownPeer,
            .tooManySessions, .authenticationMismatch, .authenticationFailure,
        ]

    /// The position in ``allCases``.
    var index: Int {
        let own = Malformed.allCases.count
        return switch self {
        case .malformed(let rule): Int(rule.rawValue)
        case .timeToLive: own
        case .unknownDiscriminator: own + 1
        case .staleDiscriminator: own + 2
        case .wrongPath: own + 3
        case .unknownPeer: own + 4
        case .tooManySessions: own + 5
        case .authenticationMismatch: own + 6
        case .authenticationFailure: own + 7
        }
    }
}

extension Discard: CustomStringConvertible {
    /// The case's name: a label for a counter.
    public var description: String {
        switch self {
        case .malformed(let rule): "\(rule)"
        case .timeToLive: "timeToLive"
        case .unknownDiscriminator: "unknownDiscriminator"
        case .staleDiscriminator: "staleDiscriminator"
        case .wrongPath: "wrongPath"
        case .unknownPeer: "unknownPeer"
        case .tooManySessions: "tooManySessions"
        case .authenticationMismatch: "authenticationMismatch"
        case .authenticationFailure: "authenticationFailure"
        }
    }
}
