/// How a session proves its packets, and has its peer's proven (RFC 5880 §6.7).
///
/// The digests come from outside, so that this module needs no cryptography; see ``Digests``.
public struct Authentication: Sendable {
    /// RFC 5880 §4.1, *Auth Type*.
    public enum Kind: UInt8, Hashable, Sendable, CaseIterable, BitwiseCopyable {
        case simplePassword = 1
        case keyedMD5 = 2
        case meticulousKeyedMD5 = 3
        case keyedSHA1 = 4
        case meticulousKeyedSHA1 = 5

        /// The most bytes that a key has.
        public var longestKey: Int {
            switch self {
            case .simplePassword, .keyedMD5, .meticulousKeyedMD5: 16
            case .keyedSHA1, .meticulousKeyedSHA1: 20
            }
        }

        /// Whether each packet needs a sequence number of its own.
        var isMeticulous: Bool {
            switch self {
            case .meticulousKeyedMD5, .meticulousKeyedSHA1: true
            case .simplePassword, .keyedMD5, .keyedSHA1: false
            }
        }
    }

    public let kind: Kind

    /// The first one is sent with, each of them is accepted: so keys can be changed one end at a
    /// time.
    public let keys: [AuthenticationKey]

    let digests: any Digests

    /// Refuses an empty list, a key that is longer than the kind allows, and two keys of one number.
    public init?(_ kind: Kind, keys: [AuthenticationKey], digests: any Digests) {
        guard !keys.isEmpty, keys.allSatisfy({ $0.count <= kind.longestKey }),
            Set(keys.map(\.id)).count == keys.count
        else { return nil }
        self.kind = kind
        self.keys = keys
        self.digests = digests
    }
}

/// The digests that RFC 5880 §6.7 uses, plain and without a key: the key is among the bytes.
public protocol Digests: Sendable {
    /// RFC 1321.
    func md5(_ bytes: Span<UInt8>) -> [16 of UInt8]

    /// RFC 3174.
    func sha1(_ bytes: Span<UInt8>) -> [20 of UInt8]
}
