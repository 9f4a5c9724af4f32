import Addressing
import Gateway
import Testing

@Suite(.needsNetworkNamespace) struct `settings that are accepted` {
    /// Values that mean something, in combinations that nobody thought of.
    static func environment(_ random: inout SeededRandom) -> [String: String] {
        var environment = EgressScene.environment
        environment["NO_SNAT_SOURCES_IPV4"] = prefixes(.ipv4, &random)
        environment["NO_SNAT_SOURCES_IPV6"] = prefixes(.ipv6, &random)
        func perhaps(_ name: String, _ value: () -> String) {
            if Int.random(in: 0..<3, using: &random) == 0 { environment[name] = value() }
        }
        perhaps("GATEWAY_SNAT_SOURCES") {
            [prefixes(.ipv4, &random), prefixes(.ipv6, &random)].joined(separator: ",")
        }
        perhaps("GATEWAY_SNAT_ADDRESSES") {
            ["172.17.0.11", "172.17.0.12", "fd00:172:17::b", "fd00:172:17::c"].shuffled(
                using: &random
            ).prefix(Int.random(in: 0...4, using: &random)).joined(separator: ",")
        }
        perhaps("GATEWAY_SNAT_PORTS") {
            let first = UInt16.random(in: 1...65_535, using: &random)
            return "\(first)-\(UInt16.random(in: first...65_535, using: &random))"
        }
        perhaps("GATEWAY_MSS_CLAMP") { "true" }
        perhaps("GATEWAY_LEAK_GUARD") { "false" }
        perhaps("EXTERNAL_GATEWAY_IPV6") { "" }
        perhaps("ENABLE_BGP") { "true" }
        return environment
    }

    /// Some blocks of any size: many that overlap, some that are all there is.
    static func prefixes(_ family: IPAddress.Family, _ random: inout SeededRandom) -> String {
        (0..<Int.random(in: 0...6, using: &random)).compactMap { _ in
            let value = UInt128.random(in: 0...UInt128.max, using: &random)
            let length = Int.random(in: 0...family.bitWidth, using: &random)
            // Few leading bits differ, so that blocks meet.
            let shift = Int.random(in: 0...family.bitWidth, using: &random)
            return Prefix(masking: IPAddress(family, value: value >> shift), length: length)?
                .description
        }.joined(separator: ",")
    }

    @Test func `are put into effect, each after any other`() async throws {
        try await EgressScene.run { _ in
            try Command.run([
                "ip address add 172.17.0.12/16 dev wan.7",
                "ip address add fd00:172:17::c/112 dev wan.7 nodad",
            ])
            let kernel = try Kernel.open()
            var applied = 0
            for seed in 0..<60 as Range<UInt64> {
                var random = SeededRandom(state: seed)
                let environment = Self.environment(&random)
                let settings: Settings
                do {
                    settings = try Settings(environment: environment, readFile: { $0 })
                } catch {
                    continue
                }
                do {
                    _ = try kernel.apply(settings)
                    applied += 1
                    let observed = try kernel.observe(for: settings)
                    let changes = try Plan(settings, for: observed).changes(from: observed)
                    #expect(changes == [], "seed \(seed): \(environment)")
                } catch is InvalidSettings {
                    // An address to spread over, of a family that does not leave.
                    #expect(environment["EXTERNAL_GATEWAY_IPV6"] == "", "seed \(seed)")
                } catch {
                    Issue.record("seed \(seed): \(environment): \(error)")
                }
            }
            #expect(applied > 30)
        }
    }
}
