public import Addressing

/// Which sessions a ``Command`` is for.
public enum Selector: Hashable, Sendable {
    case all
    case id(SessionID)
    case pair(local: IPAddress, remote: IPAddress)
}
