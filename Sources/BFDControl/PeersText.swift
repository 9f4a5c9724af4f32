import Addressing
public import BFD

extension Snapshot {
    /// The reply to `peers`: a line for each address that has, or may begin, a session.
    public var peersText: String {
        let addresses = Set(allowed).union(sessions.map(\.path.remote)).sorted()
        return addresses.map { address in
            let own = sessions.filter { $0.path.remote == address }
            let up = own.count { $0.state == .up }
            let isAllowed = allowed.contains(address)
            return "\(address) sessions=\(own.count) up=\(up) allowed=\(isAllowed ? "yes" : "no")\n"
        }.joined()
    }
}
