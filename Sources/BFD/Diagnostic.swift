/// Why a system last changed its session's state (RFC 5880 §4.1, *Diagnostic*): five bits.
///
/// The values are an IANA registry, so a peer may send one that has no name here.
public struct Diagnostic: RawRepresentable, Hashable, Sendable, BitwiseCopyable {
    public let rawValue: UInt8

    /// Refuses more than five bits.
    public init?(rawValue: UInt8) {
        guard rawValue < 32 else { return nil }
        self.rawValue = rawValue
    }

    /// Takes the low five bits.
    init(truncating byte: UInt8) {
        rawValue = byte & 0x1f
    }

    public static let none = Diagnostic(truncating: 0)
    public static let controlDetectionTimeExpired = Diagnostic(truncating: 1)
    public static let echoFunctionFailed = Diagnostic(truncating: 2)
    public static let neighborSignaledSessionDown = Diagnostic(truncating: 3)
    public static let forwardingPlaneReset = Diagnostic(truncating: 4)
    public static let pathDown = Diagnostic(truncating: 5)
    public static let concatenatedPathDown = Diagnostic(truncating: 6)
    public static let administrativelyDown = Diagnostic(truncating: 7)
    public static let reverseConcatenatedPathDown = Diagnostic(truncating: 8)
}

extension Diagnostic: CustomStringConvertible {
    /// The RFC's name in title case, or `Unknown`.
    public var description: String {
        switch self {
        case .none: "No Diagnostic"
        case .controlDetectionTimeExpired: "Control Detection Time Expired"
        case .echoFunctionFailed: "Echo Function Failed"
        case .neighborSignaledSessionDown: "Neighbor Signaled Session Down"
        case .forwardingPlaneReset: "Forwarding Plane Reset"
        case .pathDown: "Path Down"
        case .concatenatedPathDown: "Concatenated Path Down"
        case .administrativelyDown: "Administratively Down"
        case .reverseConcatenatedPathDown: "Reverse Concatenated Path Down"
        default: "Unknown"
        }
    }
}
