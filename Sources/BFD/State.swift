/// The state of a session (RFC 5880 §4.1, *State*).
public enum State: UInt8, Hashable, Sendable, CaseIterable, BitwiseCopyable {
    case adminDown = 0
    case down = 1
    case initializing = 2
    case up = 3
}

extension State: CustomStringConvertible {
    /// The RFC's name: `AdminDown`, `Down`, `Init`, `Up`.
    public var description: String {
        switch self {
        case .adminDown: "AdminDown"
        case .down: "Down"
        case .initializing: "Init"
        case .up: "Up"
        }
    }
}
