import Addressing
public import BFD

extension Selector {
    /// Reads `all`, a session's number, or a pair of addresses that begins with `first`.
    init(_ first: String, _ words: inout Words) throws(Rejection) {
        switch first {
        case "all":
            self = .all
        case "local", "remote":
            let (local, remote) = try addressPair(first, &words)
            self = .pair(local: local, remote: remote)
        default:
            guard let number = UInt32(first), number != 0 else {
                throw Rejection("Unknown <\(first)>.")
            }
            self = .id(SessionID(rawValue: number))
        }
    }

    /// What is said when it selects nothing; `nil` for ``all``, which may select nothing.
    public var nothingFound: String? {
        switch self {
        case .all: nil
        case .id(let id): "No session with id=\(id)."
        case .pair(let local, let remote):
            "No session with local ip=\(local) and remote ip=\(remote)."
        }
    }
}

/// Reads `local A remote B` or `remote B local A`, of which `first` is the first word.
func addressPair(
    _ first: String, _ words: inout Words
) throws(Rejection) -> (local: IPAddress, remote: IPAddress) {
    guard first == "local" || first == "remote" else {
        throw Rejection("Error: Unknown <\(first)> should be 'remote' or 'local'.")
    }
    let second = first == "local" ? "remote" : "local"
    guard let word = words.next() else {
        // The missing "I" is part of the text that others may look for.
        throw Rejection("Error: '\(first)' should be followed by an Pv4 or IPv6 address.")
    }
    let one = try address(word)
    guard let keyword = words.next() else { throw Rejection("Error: '\(second)' not found.") }
    guard keyword == second else {
        throw Rejection(
            "Error: unknown <\(keyword)>. '\(first)' ip must be followed by '\(second)'.")
    }
    guard let word = words.next() else {
        throw Rejection("Error: '\(second)' should be followed by an ip address.")
    }
    let other = try address(word)
    guard one.family == other.family else {
        throw Rejection("Error: can not mix IPv4 and IPv6 addresses.")
    }
    return first == "local" ? (one, other) : (other, one)
}

private func address(_ word: String) throws(Rejection) -> IPAddress {
    guard let address = IPAddress(word) else {
        throw Rejection("Error: <\(word)> is not an IPv4 or IPv6 address.")
    }
    return address
}
