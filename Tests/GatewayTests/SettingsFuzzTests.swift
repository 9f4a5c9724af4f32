import Addressing
import Gateway
import Testing

@Suite struct `Settings from any environment` {
    /// A generator that a seed replays (Steele, Lea, Flood 2014: SplitMix64).
    struct Random: RandomNumberGenerator {
        var state: UInt64

        mutating func next() -> UInt64 {
            state &+= 0x9e37_79b9_7f4a_7c15
            var mixed = state
            mixed = (mixed ^ (mixed >> 30)) &* 0xbf58_476d_1ce4_e5b9
            mixed = (mixed ^ (mixed >> 27)) &* 0x94d0_49bb_1331_11eb
            return mixed ^ (mixed >> 31)
        }
    }

    static let names = Variable.allCases.map(\.rawValue) + ["GATEWAY_", "GATEWAY_X", "PATH"]

    static let words = [
        "", " ", ",", "true", "false", "TRUE", "0", "1", "1024-65535", "65535-1", "-", "1016",
        "10.16.0.1", "10.16.0.0/16", "10.16.0.9/16", "0.0.0.0/0", "255.255.255.255", "10.0.0.0/33",
        "fd00:10:16::1", "fd00:10:16::/112", "::/0", "fe80::1", "::ffff:10.0.0.1", "::/129", "::1",
        "127.0.0.1", "ff02::1", "/", "#", "\n", "\u{0}", "é", "🧱", "file", "1e3", "+1", "%eth0",
    ]

    static func text(_ random: inout Random) -> String {
        var text = ""
        for _ in 0..<Int.random(in: 0...4, using: &random) {
            text += words.randomElement(using: &random) ?? ""
            if Bool.random(using: &random) {
                text += [",", " ", "\n", ", "].randomElement(using: &random) ?? ""
            }
        }
        var scalars = Array(text.unicodeScalars)
        if !scalars.isEmpty, Int.random(in: 0..<8, using: &random) == 0 {
            let index = Int.random(in: 0..<scalars.count, using: &random)
            scalars[index] = Unicode.Scalar(UInt8.random(in: 0...255, using: &random))
        }
        return String(String.UnicodeScalarView(scalars))
    }

    /// Checks what ``Settings`` promises of every value that it lets through.
    static func isValid(_ settings: Settings) -> Bool {
        guard !settings.families.isEmpty else { return false }
        for (family, values) in settings.families {
            let gateways = [values.internalGateway, values.externalGateway].compactMap { $0 }
            guard
                gateways.allSatisfy({
                    $0.family == family && !$0.isUnspecified && !$0.isMulticast && !$0.isLoopback
                }), values.noSNATSources.allSatisfy({ $0.family == family })
            else { return false }
        }
        guard case .translate(let translation) = settings.mode else { return true }
        return settings.families.values.contains { $0.externalGateway != nil }
            && translation.sources?.isEmpty != true
            && translation.addresses == Set(translation.addresses).sorted()
            && (translation.ports?.lowerBound ?? 1) >= 1
    }

    @Test func `neither trap nor yield an invalid value`() {
        var accepted = 0
        for seed in 0..<20_000 as Range<UInt64> {
            var random = Random(state: seed)
            // Every other run begins with what works, or few would get past the gateways.
            var environment =
                seed.isMultiple(of: 2) ? SettingsFixture.dualStack : [:]
            for _ in 0..<Int.random(in: 0...5, using: &random) {
                guard let name = Self.names.randomElement(using: &random) else { continue }
                environment[name] = Self.text(&random)
            }
            let file = Self.text(&random)
            do {
                let settings = try Settings(environment: environment, readFile: { _ in file })
                accepted += 1
                #expect(Self.isValid(settings), "seed \(seed): \(environment)")
            } catch {
                #expect(!error.problems.isEmpty, "seed \(seed)")
                #expect(
                    error.problems.allSatisfy { !$0.description.contains("\n") }, "seed \(seed)")
            }
        }
        #expect(accepted > 1_000)
    }
}
