import Addressing
import BFD

/// Whom the daemon has sessions with, and on what terms.
struct PeerPolicy: Sendable {
    /// Where it listens; an unspecified address means all of its family.
    let addresses: [IPAddress]

    /// The sessions that it was configured with.
    let pairs: [Path]

    /// What an operator demands of every packet; otherwise the network decides.
    let minimumTimeToLive: UInt8?

    /// What no packet may be below.
    ///
    /// This is for the sockets' filter. It lets through what only some sessions take, so that what
    /// the others drop is counted.
    var leastTimeToLive: UInt8 { minimumTimeToLive ?? Self.acrossOneRouter }

    private static let acrossOneRouter: UInt8 = 254

    /// RFC 5881 §5 wants 255, which a router's own packets have on the router's own networks only:
    /// OVN's come from an address outside the pod's subnet, and cross its pipeline.
    func timeToLive(from remote: IPAddress, _ networks: ConnectedNetworks) -> UInt8 {
        minimumTimeToLive ?? (networks.contain(remote) ? 255 : Self.acrossOneRouter)
    }

    /// The configured sessions.
    func configured(_ networks: ConnectedNetworks) -> [Peer] {
        pairs.map { peer($0, networks) }
    }

    /// The sessions to keep with an address that has been allowed; none if it is not known which
    /// of our addresses it will talk to, and its first packet must tell.
    func sessions(with remote: IPAddress, _ networks: ConnectedNetworks) -> [Peer] {
        let own = addresses.filter { $0.family == remote.family && !$0.isUnspecified }
        return own.map { peer(Path(local: $0, remote: remote), networks) }
    }

    /// Whether packets to `address` would be heard.
    func listens(on address: IPAddress) -> Bool {
        addresses.contains { $0 == address || ($0.isUnspecified && $0.family == address.family) }
    }

    private func peer(_ path: Path, _ networks: ConnectedNetworks) -> Peer {
        Peer(
            path: path, role: .semiActive,
            minimumTimeToLive: timeToLive(from: path.remote, networks))
    }
}
