import Addressing
import BFD
import BFDControl

/// What the daemon is to do, as its environment says.
struct Settings: Sendable {
    /// Where to listen; an unspecified address means all of its family.
    var addresses: [IPAddress]

    /// The sessions to keep: every pair of an own and a peer's address of one family.
    var pairs: [Path] = []

    /// For sessions that nobody configures otherwise.
    var defaults = Configuration()

    /// How long to go on forwarding after the farewell: OVN tells its routers of it up to five
    /// seconds later, and they take a while to change their flows.
    var drainTime = Interval.seconds(8)

    /// The least TTL of a packet that counts; `nil` means 255 from a peer on a connected network,
    /// and 254 from any other, because OVN's answer crosses one router.
    var minimumTimeToLive: UInt8?

    /// What was not quite right, and what was made of it.
    var warnings: [String] = []

    /// The variables that ``init(environment:)`` reads.
    static let variables = [
        "POD_IPS", "BFD_PEER_IPS", "BFD_MIN_TX", "BFD_MIN_RX", "BFD_MULTI",
        "GATEWAY_DRAIN_SECONDS", "GATEWAY_BFD_MIN_TTL",
    ]

    init(addresses: [IPAddress]) {
        self.addresses = addresses
    }

    /// Reads the settings, or says everything that is wrong with them.
    init(environment: [String: String]) throws(InvalidSettings) {
        var reader = EnvironmentReader(environment)
        let addresses = reader.list("POD_IPS", Self.takesAddresses) { IPAddress($0) }
        let peers = reader.list("BFD_PEER_IPS", Self.takesAddresses) { IPAddress($0) }
        let transmit = reader.one("BFD_MIN_TX", Self.takesInterval, default: 1_000) {
            Self.interval($0)
        }
        let receive = reader.one("BFD_MIN_RX", Self.takesInterval, default: 1_000) {
            Self.interval($0)
        }
        let multiplier = reader.one("BFD_MULTI", "a number from 1 to 255", default: 3) {
            UInt32($0).flatMap { $0 == 0 ? nil : $0 }
        }
        let drain = reader.one("GATEWAY_DRAIN_SECONDS", "seconds from 0 to 3600", default: 8) {
            UInt32($0).flatMap { $0 <= 3_600 ? $0 : nil }
        }
        let timeToLive = reader.one(
            "GATEWAY_BFD_MIN_TTL", "a number from 1 to 255", default: nil
        ) { UInt8($0).flatMap { $0 == 0 ? nil : $0 } as UInt8?? }
        let pairs = Self.pairs(addresses ?? [], peers ?? [])
        if pairs.isEmpty, let addresses, let peers {
            reader.report(
                "no address of POD_IPS (\(Self.list(addresses))) is of the same family as one of "
                    + "BFD_PEER_IPS (\(Self.list(peers)))")
        }
        guard let addresses, let transmit, let receive, let multiplier, let drain, let timeToLive,
            reader.problems.isEmpty
        else { throw InvalidSettings(problems: reader.problems) }

        self.init(addresses: Self.unique(addresses))
        self.pairs = pairs
        defaults = Configuration(
            desiredMinTx: transmit * 1_000, requiredMinRx: receive * 1_000,
            detectMultiplier: UInt8(clamping: multiplier))
        drainTime = .seconds(drain)
        minimumTimeToLive = timeToLive
        if multiplier > 255 {
            warnings.append("BFD_MULTI is \(multiplier), using 255, the most that BFD can say")
        }
    }

    private static let takesAddresses =
        "comma-separated addresses such as 10.16.0.12,fd00:10:16::c"
    private static let takesInterval = "milliseconds from 1 to 4294967"

    /// In milliseconds, so that the microseconds fit their field of a packet.
    private static func interval(_ text: String) -> UInt32? {
        UInt32(text).flatMap { (1...4_294_967).contains($0) ? $0 : nil }
    }

    private static func pairs(_ addresses: [IPAddress], _ peers: [IPAddress]) -> [Path] {
        unique(addresses).flatMap { local in
            unique(peers).filter { $0.family == local.family }.map { remote in
                Path(local: local, remote: remote)
            }
        }
    }

    private static func unique(_ addresses: [IPAddress]) -> [IPAddress] {
        var seen: Set<IPAddress> = []
        return addresses.filter { seen.insert($0).inserted }
    }

    private static func list(_ addresses: [IPAddress]) -> String {
        addresses.map(\.description).joined(separator: ",")
    }
}

/// Everything that is wrong with the settings.
struct InvalidSettings: Error, Hashable {
    let problems: [String]
}

extension InvalidSettings: CustomStringConvertible {
    /// A line a problem.
    var description: String { problems.joined(separator: "\n") }
}
