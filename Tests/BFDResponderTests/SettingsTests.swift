import Addressing
import BFD
import Testing

@testable import BFDResponder

@Suite struct `The daemon's settings` {
    private static let complete = ["POD_IPS": "10.16.0.12", "BFD_PEER_IPS": "10.255.255.255"]

    private static func problems(_ changes: [String: String]) -> [String] {
        do throws(InvalidSettings) {
            _ = try Settings(environment: complete.merging(changes) { $1 })
            return []
        } catch {
            return error.problems
        }
    }

    private static func path(_ local: String, _ remote: String) throws -> Path {
        Path(local: try #require(IPAddress(local)), remote: try #require(IPAddress(remote)))
    }

    @Test func `are the defaults where the environment says nothing`() throws {
        let settings = try Settings(environment: Self.complete)
        #expect(settings.addresses.map(\.description) == ["10.16.0.12"])
        #expect(settings.pairs == [try Self.path("10.16.0.12", "10.255.255.255")])
        #expect(settings.defaults == Configuration())
        #expect(settings.drainTime == .seconds(8))
        #expect(settings.minimumTimeToLive == nil)
        #expect(settings.warnings == [])
    }

    @Test func `pair every own address with every peer's of its family, whatever blanks`() throws {
        let settings = try Settings(environment: [
            "POD_IPS": " 10.16.0.12 ,fd00:10:16::c,", "BFD_MIN_TX": " 100",
            "BFD_PEER_IPS": "10.255.255.255, fd00::ffff ,10.255.255.254,10.255.255.255",
            "BFD_MIN_RX": "300", "BFD_MULTI": "5", "GATEWAY_DRAIN_SECONDS": "0",
            "GATEWAY_BFD_MIN_TTL": "253",
        ])
        #expect(
            settings.pairs == [
                try Self.path("10.16.0.12", "10.255.255.255"),
                try Self.path("10.16.0.12", "10.255.255.254"),
                try Self.path("fd00:10:16::c", "fd00::ffff"),
            ])
        #expect(
            settings.defaults
                == Configuration(
                    desiredMinTx: 100_000, requiredMinRx: 300_000, detectMultiplier: 5))
        #expect(settings.drainTime == .zero)
        #expect(settings.minimumTimeToLive == 253)
    }

    @Test(arguments: ["256", "300", "3600000"])
    func `clamp a multiplier that Kube-OVN allows and BFD cannot say`(text: String) throws {
        let settings = try Settings(environment: Self.complete.merging(["BFD_MULTI": text]) { $1 })
        #expect(settings.defaults.detectMultiplier == 255)
        #expect(
            settings.warnings == ["BFD_MULTI is \(text), using 255, the most that BFD can say"])
    }

    @Test func `name every problem with what was given and what it takes`() {
        let addresses = "comma-separated addresses such as 10.16.0.12,fd00:10:16::c"
        #expect(
            Self.problems([
                "POD_IPS": "", "BFD_PEER_IPS": "10.0.0.1,gateway", "BFD_MIN_TX": "0",
                "BFD_MIN_RX": "1s", "BFD_MULTI": "-3", "GATEWAY_DRAIN_SECONDS": "3601",
                "GATEWAY_BFD_MIN_TTL": "256",
            ]) == [
                "POD_IPS is not set; it takes \(addresses)",
                "BFD_PEER_IPS is \"10.0.0.1,gateway\"; it takes \(addresses)",
                "BFD_MIN_TX is \"0\"; it takes milliseconds from 1 to 4294967",
                "BFD_MIN_RX is \"1s\"; it takes milliseconds from 1 to 4294967",
                "BFD_MULTI is \"-3\"; it takes a number from 1 to 255",
                "GATEWAY_DRAIN_SECONDS is \"3601\"; it takes seconds from 0 to 3600",
                "GATEWAY_BFD_MIN_TTL is \"256\"; it takes a number from 1 to 255",
            ])
    }

    @Test(arguments: [
        ("BFD_MULTI", "0"), ("BFD_MIN_TX", "4294968"), ("BFD_MIN_TX", "1.5"),
        ("GATEWAY_BFD_MIN_TTL", "0"), ("GATEWAY_DRAIN_SECONDS", "-1"),
    ])
    func `refuse what is just beyond a bound`(name: String, value: String) {
        #expect(Self.problems([name: value]).count == 1)
    }

    @Test func `say in one sentence that no pair is of one family`() {
        #expect(
            Self.problems(["BFD_PEER_IPS": "fd00::ffff,fd00::fffe"]) == [
                "no address of POD_IPS (10.16.0.12) is of the same family as one of "
                    + "BFD_PEER_IPS (fd00::ffff,fd00::fffe)"
            ])
    }
}
