import Addressing
import Testing

@testable import Gateway

@Suite struct `Settings from the environment` {
    static func problems(
        _ changes: [String: String], files: [String: String] = [:]
    ) -> [String] {
        do {
            _ = try SettingsFixture.settings(changes, files: files)
            return []
        } catch {
            return error.problems.map(\.description)
        }
    }

    @Test func `Kube-OVN's variables of both families`() throws {
        let settings = try SettingsFixture.settings([:])
        #expect(settings.mode == .translate(Self.plain))
        #expect(
            settings.families == [
                .ipv4: Settings.Family(
                    internalGateway: try address("10.16.0.1"),
                    externalGateway: try address("172.17.0.1"),
                    noSNATSources: [try prefix("10.17.0.0/16")]),
                .ipv6: Settings.Family(
                    internalGateway: try address("fd00:10:16::1"),
                    externalGateway: try address("fd00:172:17::1"),
                    noSNATSources: []),
            ])
    }

    static let plain = Settings.Translation(
        sources: nil, addresses: [], ports: nil, clampsMSS: false, guardsLeaks: true)

    @Test(arguments: ["", " ", "\t\n"])
    func `an empty external gateway means that the family does not leave here`(
        value: String
    ) throws {
        let settings = try SettingsFixture.settings(["EXTERNAL_GATEWAY_IPV6": value])
        #expect(settings.families[.ipv6]?.externalGateway == nil)
        #expect(settings.families[.ipv6]?.internalGateway == IPAddress("fd00:10:16::1"))
        #expect(settings.families[.ipv4]?.externalGateway == IPAddress("172.17.0.1"))
    }

    @Test func `a family without variables is absent`() throws {
        let settings = try Settings(
            environment: SettingsFixture.dualStack.filter { !$0.key.hasSuffix("IPV6") },
            readFile: { $0 })
        #expect(settings.families.keys.map(\.title) == ["IPv4"])
    }

    @Test(arguments: [
        ("10.17.0.0/16", ["10.17.0.0/16"]),
        (" 10.17.0.0/16 ,\t10.18.0.5 ,, ", ["10.17.0.0/16", "10.18.0.5/32"]),
        // iptables -s would mask it, so a VPC that runs with it must go on running.
        ("10.17.3.4/16", ["10.17.0.0/16"]),
        ("0.0.0.0/0", ["0.0.0.0/0"]),
        (
            "10.17.0.0/16,10.17.0.0/16,10.17.1.0/24",
            ["10.17.0.0/16", "10.17.0.0/16", "10.17.1.0/24"]
        ),
    ])
    func `lists of sources`(text: String, expected: [String]) throws {
        let settings = try SettingsFixture.settings(["NO_SNAT_SOURCES_IPV4": text])
        #expect(settings.families[.ipv4]?.noSNATSources.map(\.description) == expected)
    }

    @Test func `a file adds to its list, one entry a line or commas, with comments`() throws {
        let file =
            "# tenants\r\n10.18.0.0/16, 10.19.0.1 # one host\r\n\n  10.20.0.0/16\n#10.21.0.0/16"
        let settings = try SettingsFixture.settings(
            ["NO_SNAT_SOURCES_IPV4_FILE": "/lists/v4"], files: ["/lists/v4": file])
        #expect(
            settings.families[.ipv4]?.noSNATSources.map(\.description) == [
                "10.17.0.0/16", "10.18.0.0/16", "10.19.0.1/32", "10.20.0.0/16",
            ])
    }

    @Test func `our own additions`() throws {
        let settings = try SettingsFixture.settings(
            [
                "GATEWAY_SNAT_SOURCES": "10.16.0.0/16,fd00:10:16::/112",
                "GATEWAY_SNAT_SOURCES_FILE": "more",
                "GATEWAY_SNAT_ADDRESSES": "172.17.0.12, 172.17.0.11,172.17.0.12",
                "GATEWAY_SNAT_PORTS": "1024-65535",
                "GATEWAY_MSS_CLAMP": "true",
                "GATEWAY_LEAK_GUARD": "False",
            ], files: ["more": "10.99.0.0/16"])
        #expect(
            settings.mode
                == .translate(
                    Settings.Translation(
                        sources: ["10.16.0.0/16", "fd00:10:16::/112", "10.99.0.0/16"]
                            .compactMap { Prefix($0) },
                        addresses: ["172.17.0.11", "172.17.0.12"].compactMap { IPAddress($0) },
                        ports: 1024...65535, clampsMSS: true, guardsLeaks: false)))
    }

    @Test func `BGP and EVPN modes`() throws {
        #expect(try SettingsFixture.settings(["ENABLE_BGP": "true"]).mode == .bgp)
        #expect(
            try SettingsFixture.settings(["ENABLE_BGP": "false"]).mode == .translate(Self.plain))
        let vni = try #require(VNI("1016"))
        #expect(
            try SettingsFixture.settings([
                "ENABLE_BGP": "true", "ENABLE_EVPN": "true", "VNI": "1016",
            ]).mode
                == .evpn(vni))
        // Only EVPN reads it.
        #expect(try SettingsFixture.settings(["VNI": "none"]).mode == .translate(Self.plain))
    }

    @Test(arguments: [
        (
            ["INTERNAL_GATEWAY_IPV4": "10.16.0.256"],
            "INTERNAL_GATEWAY_IPV4 is \"10.16.0.256\"; it takes the IPv4 address of a router"
        ),
        (
            ["EXTERNAL_GATEWAY_IPV6": "172.17.0.1"],
            "EXTERNAL_GATEWAY_IPV6 is \"172.17.0.1\"; it takes the IPv6 address of a router"
        ),
        (
            ["INTERNAL_GATEWAY_IPV4": "224.0.0.1"],
            "INTERNAL_GATEWAY_IPV4 is \"224.0.0.1\"; it takes the IPv4 address of a router"
        ),
        (
            ["NO_SNAT_SOURCES_IPV4": "10.16.0.0/16,10.16.0.0/33"],
            "NO_SNAT_SOURCES_IPV4 holds \"10.16.0.0/33\"; it takes IPv4 CIDRs such as 10.16.0.0/16"
        ),
        (
            ["NO_SNAT_SOURCES_IPV6": "10.16.0.0/16"],
            "NO_SNAT_SOURCES_IPV6 holds \"10.16.0.0/16\"; it takes IPv6 CIDRs such as fd00:10:16::/112"
        ),
        (
            ["GATEWAY_SNAT_SOURCES": "10.16.0.1/16"],
            "GATEWAY_SNAT_SOURCES holds \"10.16.0.1/16\"; it takes CIDRs such as 10.16.0.0/16, without host bits"
        ),
        (
            ["GATEWAY_SNAT_SOURCES": " , "],
            "GATEWAY_SNAT_SOURCES is \",\"; it takes one CIDR at least: without any, nothing would leave"
        ),
        (
            ["GATEWAY_SNAT_ADDRESSES": "0.0.0.0"],
            "GATEWAY_SNAT_ADDRESSES holds \"0.0.0.0\"; it takes addresses of the external interface"
        ),
        (
            ["GATEWAY_SNAT_PORTS": "0-100"],
            "GATEWAY_SNAT_PORTS is \"0-100\"; it takes a range of ports from 1 to 65535, as 1024-65535"
        ),
        (
            ["GATEWAY_SNAT_PORTS": "+1-100"],
            "GATEWAY_SNAT_PORTS is \"+1-100\"; it takes a range of ports from 1 to 65535, as 1024-65535"
        ),
        (
            ["GATEWAY_MSS_CLAMP": "1400"],
            "GATEWAY_MSS_CLAMP is \"1400\"; it takes true or false"
        ),
        (
            ["GATEWAY_SNAT_SORUCES": "10.16.0.0/16"],
            "GATEWAY_SNAT_SORUCES is \"10.16.0.0/16\"; it takes no value: no variable of that name is known"
        ),
        (
            ["ENABLE_EVPN": "true", "VNI": "1"],
            "ENABLE_BGP is not set; it takes true where ENABLE_EVPN is true"
        ),
        (
            ["ENABLE_BGP": "true", "ENABLE_EVPN": "true"],
            "VNI is not set; it takes a VXLAN network identifier from 1 to 16777215 where ENABLE_EVPN is true"
        ),
        (
            ["ENABLE_BGP": "true", "ENABLE_EVPN": "true", "VNI": "16777216"],
            "VNI is \"16777216\"; it takes a VXLAN network identifier from 1 to 16777215 where ENABLE_EVPN is true"
        ),
        (
            ["INTERNAL_GATEWAY_IPV6": ""],
            "INTERNAL_GATEWAY_IPV6 is not set; it takes the IPv6 address of the VPC's router, which EXTERNAL_GATEWAY_IPV6 needs beside it"
        ),
        (
            ["NO_SNAT_SOURCES_IPV4_FILE": "/absent"],
            "NO_SNAT_SOURCES_IPV4_FILE is \"/absent\"; it takes the path of a file that can be read as UTF-8 (no such file)"
        ),
        (
            ["GATEWAY_SNAT_PORTS": "a\nb\u{1b}[31m"],
            "GATEWAY_SNAT_PORTS is \"a\\nb\\u{1B}[31m\"; it takes a range of ports from 1 to 65535, as 1024-65535"
        ),
    ])
    func `a problem names the variable, its value and what it takes`(
        changes: [String: String], expected: String
    ) {
        #expect(Self.problems(changes) == [expected])
    }

    @Test func `all problems are told at once`() {
        let problems = Self.problems(
            [
                "INTERNAL_GATEWAY_IPV4": "x", "NO_SNAT_SOURCES_IPV4": "y,z",
                "NO_SNAT_SOURCES_IPV6_FILE": "list", "GATEWAY_LEAK_GUARD": "maybe",
                "GATEWAY_X": "1",
            ], files: ["list": "fd00::/64\nfd00::/129\n"])
        #expect(
            problems.map { $0.split(separator: ";")[0] } == [
                "GATEWAY_X is \"1\"",
                "INTERNAL_GATEWAY_IPV4 is \"x\"",
                "NO_SNAT_SOURCES_IPV4 holds \"y\"",
                "NO_SNAT_SOURCES_IPV4 holds \"z\"",
                "NO_SNAT_SOURCES_IPV6_FILE holds \"fd00::/129\" in line 2",
                "GATEWAY_LEAK_GUARD is \"maybe\"",
            ])
    }

    @Test func `a list of something else is not repeated whole`() {
        let text = (0..<1000).map { "word\($0)" }.joined(separator: ",")
        let problems = Self.problems(["NO_SNAT_SOURCES_IPV4": text])
        #expect(problems.count == 21)
        #expect(
            problems.last?.hasPrefix("NO_SNAT_SOURCES_IPV4 holds 980 more of that kind;") == true)
    }

    @Test func `a list has a limit`() throws {
        let most = (0..<100_000).map { "\(IPAddress(.ipv4, value: UInt128($0 << 8)))/24" }
        let path = ["NO_SNAT_SOURCES_IPV4_FILE": "list", "NO_SNAT_SOURCES_IPV4": ""]
        _ = try SettingsFixture.settings(path, files: ["list": most.joined(separator: "\n")])
        #expect(
            Self.problems(path, files: ["list": most.joined(separator: "\n") + "\n192.0.2.1"]) == [
                "NO_SNAT_SOURCES_IPV4_FILE is \"list\"; it takes at most 100000 entries, not 100001"
            ])
    }

    @Test func `at least one family leaves, unless BGP does it`() throws {
        let inside = ["EXTERNAL_GATEWAY_IPV4": "", "EXTERNAL_GATEWAY_IPV6": ""]
        #expect(Self.problems(inside).count == 2)
        #expect(
            try SettingsFixture.settings(inside.merging(["ENABLE_BGP": "true"]) { $1 }).mode == .bgp
        )
        do {
            _ = try Settings(environment: [:], readFile: { $0 })
            Issue.record("an empty environment is refused")
        } catch {
            #expect(
                error.description
                    == "INTERNAL_GATEWAY_IPV4 is not set; it takes the address of the VPC's router, as INTERNAL_GATEWAY_IPV6 does; one of the two is needed"
            )
        }
    }

    @Test func `what the other programs of the pod read is known`() {
        // One image serves all of them, so one environment does.
        for name in [
            "GATEWAY_BFD_MIN_TTL", "GATEWAY_DRAIN_SECONDS", "GATEWAY_HEALTH", "GATEWAY_REPAIR",
        ] {
            #expect(Self.problems([name: "1"]) == [])
        }
    }

    @Test func `what Kubernetes sets for a Service called gateway is not ours`() {
        let links = [
            "GATEWAY_SERVICE_HOST": "10.96.0.9", "GATEWAY_SERVICE_PORT": "80",
            "GATEWAY_SERVICE_PORT_HTTP": "80", "GATEWAY_PORT": "tcp://10.96.0.9:80",
            "GATEWAY_PORT_80_TCP": "tcp://10.96.0.9:80", "GATEWAY_PORT_80_TCP_PROTO": "tcp",
            "GATEWAY_PORT_80_TCP_PORT": "80", "GATEWAY_PORT_80_TCP_ADDR": "10.96.0.9",
            "GATEWAY_API_SERVICE_HOST": "10.96.0.10", "GATEWAY_API_PORT": "tcp://10.96.0.10:1",
        ]
        #expect(Self.problems(links) == [])
        #expect(Self.problems(["GATEWAY_PORT": "80"]).count == 1)
        #expect(Self.problems(links.merging(["GATEWAY_SNAT_PORT": "1-2"]) { $1 }).count == 1)
    }
}
