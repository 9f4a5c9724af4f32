import Addressing
import Foundation
import Gateway
import Testing

@Suite(.needsNetworkNamespace, .serialized) struct `a run that is killed` {
    typealias Names = EgressScene.Names

    /// What a run finds, as commands that make it: no gateway yet; one of the reference script's
    /// making; one of our own with other settings.
    enum Beginning: CaseIterable {
        case fresh
        case incumbent
        case otherSettings

        func make() throws {
            switch self {
            case .fresh: break
            case .incumbent:
                for names in Names.both {
                    // Without its last command, which exempts what today's settings translate.
                    try Command.run(ReferenceScript.commands(names).dropLast())
                }
                try Command.run(ReferenceScript.forwarding)
            case .otherSettings:
                _ = try Kernel.open().apply(
                    EgressScene.settings([
                        "NO_SNAT_SOURCES_IPV4": "10.18.0.0/16", "NO_SNAT_SOURCES_IPV6": "",
                        "INTERNAL_GATEWAY_IPV4": "10.16.0.2",
                        "INTERNAL_GATEWAY_IPV6": "fd00:10:16::2",
                    ]))
            }
        }
    }

    /// Brings the gateway's namespace back to where it was before anything ran.
    static func clear() throws {
        try Command.run([
            "sysctl -q -w net.ipv4.ip_forward=0", "sysctl -q -w net.ipv6.conf.all.forwarding=0",
            "sysctl -q -w net.ipv4.icmp_errors_use_inbound_ifaddr=0",
        ])
        _ = try Kernel.open().remove()
        try Command.run("nft flush ruleset")
        try Command.run("conntrack -F")
    }

    /// The system calls by which the program reaches the kernel's networking.
    static let calls = "sendmsg,sendto,write"

    /// One of them that changes something: the `ordinal`th of its name in a run, from 1.
    struct Effect: CustomStringConvertible {
        let name: Substring
        let ordinal: Int
        let description: String
    }

    /// Runs `gateway-init` under strace(1), which kills it on entering one system call.
    static func run(killedAt effect: Effect? = nil) throws -> (status: Int32, effects: [Effect]) {
        let trace = FileManager.default.temporaryDirectory
            .appending(path: "gateway-init-\(UUID().uuidString).strace").path
        defer { try? FileManager.default.removeItem(atPath: trace) }
        let kill = effect.map { ["-e", "inject=\($0.name):signal=KILL:when=\($0.ordinal)"] } ?? []
        let result = try Command.result(
            ["strace", "-f", "-qq", "-o", trace, "-e", "trace=\(calls)"] + kill
                + [Program.path("gateway-init")],
            environment: EgressScene.environment.merging(
                ["PATH": "/usr/sbin:/usr/bin:/sbin:/bin"]) { $1 })
        return (result.status, effects(in: try String(contentsOfFile: trace, encoding: .utf8)))
    }

    /// Reads lines such as `4711 sendto(4, …) = 20`, and leaves out those that only ask.
    private static func effects(in trace: String) -> [Effect] {
        let questions = ["NLM_F_DUMP", "RTM_GET", "NFT_MSG_GET"]
        var ordinals: [Substring: Int] = [:]
        return trace.split(separator: "\n").compactMap { line in
            guard let call = line.split(separator: " ").dropFirst().first,
                let name = call.split(separator: "(").first
            else { return nil }
            ordinals[name, default: 0] += 1
            guard let ordinal = ordinals[name], !questions.contains(where: line.contains) else {
                return nil
            }
            return Effect(name: name, ordinal: ordinal, description: String(line))
        }
    }

    @Test(arguments: Beginning.allCases)
    func `at any step lets no packet out untranslated, and the next one finishes it`(
        beginning: Beginning
    ) async throws {
        try await EgressScene.run { scene in
            try scene.watchForLeaks()
            try beginning.make()
            let (status, effects) = try Self.run()
            #expect(status == 0)
            // nftables in one, ten rules and routes, parameters, announcements, words at the end.
            #expect(effects.count > 10)
            let finished = try NamespaceState.routing()

            let clients = try scene.vpc.inside {
                try (6_000..<6_040 as Range<UInt16>).map {
                    try UDPEndpoint(
                        ($0.isMultiple(of: 2) ? Names.ipv4 : .ipv6).client, port: $0)
                }
            }
            let servers = try [Names.ipv4, .ipv6].map {
                UDPEndpoint.Peer(address: try #require(IPAddress($0.server)), port: 7)
            }
            let traffic = Traffic(
                from: clients, to: clients.indices.map { servers[$0 % 2] })

            for effect in effects {
                try Self.clear()
                try beginning.make()
                traffic.await(40)
                #expect(try Self.run(killedAt: effect).status == 128 + SIGKILL, "\(effect)")
                traffic.await(40)
                #expect(try Program.gatewayInit().status == 0)
                #expect(try NamespaceState.routing() == finished, "\(effect)")
                traffic.await(40)
                #expect(try scene.leaks() == 0, "\(effect)")
            }
            // They did send, and what they sent did leave.
            let entries = try Command.run("conntrack -C")
            #expect(try #require(Int(entries.dropLast())) >= clients.count)
        }
    }
}
