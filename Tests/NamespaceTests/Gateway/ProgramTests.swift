import Foundation
import Gateway
import Testing

@Suite(.needsNetworkNamespace) struct `gateway-init` {
    typealias Names = EgressScene.Names

    static func environment(_ changes: [String: String]) -> [String: String] {
        EgressScene.environment.merging(changes) { $1 }
    }

    @Test func `says what it did, and that there was nothing to do`() async throws {
        try await EgressScene.run { _ in
            let first = try Program.gatewayInit()
            #expect(first.status == 0)
            #expect(first.complaint == "")
            let lines = first.output.split(separator: "\n")
            #expect(
                lines.prefix(4) == [
                    "IPv4: in by vpc0 10.16.0.12 via 10.16.0.1, out by wan.7 172.17.0.11 via 172.17.0.1",
                    "IPv6: in by vpc0 fd00:10:16::c via fd00:10:16::1, out by wan.7 fd00:172:17::b via fd00:172:17::1",
                    "NAT: every source but 1 ranges in no-snat-ipv4, 1 ranges in no-snat-ipv6",
                    "changed: nft table inet vpc-egress-gateway",
                ])
            #expect(lines.contains("changed: sysctl -w net.ipv4.ip_forward=1"))
            #expect(lines.contains("announced 172.17.0.11, fd00:172:17::b"))
            #expect(lines.last?.hasPrefix("verified in the kernel after ") == true)

            let second = try Program.gatewayInit()
            #expect(second.status == 0)
            #expect(second.output.contains("\nnothing had to be changed\n"))
            #expect(!second.output.contains("changed:"))
        }
    }

    @Test func `starts no process`() async throws {
        try await EgressScene.run { _ in
            let trace = FileManager.default.temporaryDirectory
                .appending(path: "gateway-init-\(UUID().uuidString).strace").path
            defer { try? FileManager.default.removeItem(atPath: trace) }
            let result = try Command.result(
                ["strace", "-f", "-o", trace, "-e", "trace=process", Program.path("gateway-init")],
                environment: Self.environment(["PATH": "/usr/bin"]))
            #expect(result.status == 0)
            let calls = try String(contentsOfFile: trace, encoding: .utf8)
            #expect(calls.ranges(of: "execve(").count == 1)
            #expect(!calls.contains("fork("))
        }
    }

    @Test func `names every problem, exits with 78 and touches nothing`() async throws {
        try await EgressScene.run { _ in
            let before = try NamespaceState.snapshot()
            let result = try Program.gatewayInit(
                environment: Self.environment([
                    "INTERNAL_GATEWAY_IPV4": "10.16.0.256", "NO_SNAT_SOURCES_IPV6": "fd00::/129",
                    "GATEWAY_SNAT_PORTS": "1", "GATEWAY_SNAT_ADDRESS": "172.17.0.11",
                ]))
            #expect(result.status == 78)
            #expect(result.output == "")
            #expect(
                result.complaint == """
                    gateway-init: GATEWAY_SNAT_ADDRESS is "172.17.0.11"; it takes no value: no variable of that name is known
                    gateway-init: INTERNAL_GATEWAY_IPV4 is "10.16.0.256"; it takes the IPv4 address of a router
                    gateway-init: NO_SNAT_SOURCES_IPV6 holds "fd00::/129"; it takes IPv6 CIDRs such as fd00:10:16::/112
                    gateway-init: GATEWAY_SNAT_PORTS is "1"; it takes a range of ports from 1 to 65535, as 1024-65535

                    """)
            #expect(try NamespaceState.snapshot() == before)
        }
    }

    @Test(arguments: [
        (
            ["EXTERNAL_GATEWAY_IPV4": "172.18.0.1", "INTERNAL_GATEWAY_IPV6": "fe80::1"],
            """
            gateway-init: EXTERNAL_GATEWAY_IPV4 is "172.18.0.1"; it takes an address in a connected network of this pod; seen: vpc0 10.16.0.12/16, wan.7 172.17.0.11/16
            gateway-init: INTERNAL_GATEWAY_IPV6 is "fe80::1"; it takes an address that is not link-local, as every interface has those; seen: vpc0 fd00:10:16::c/112, wan.7 fd00:172:17::b/112

            """
        ),
        (
            ["EXTERNAL_GATEWAY_IPV4": "10.16.0.7"],
            """
            gateway-init: EXTERNAL_GATEWAY_IPV4 is "10.16.0.7"; it takes an address in another network than INTERNAL_GATEWAY_IPV4's, which vpc0 is on too

            """
        ),
        (
            ["INTERNAL_GATEWAY_IPV4": "10.16.0.12"],
            """
            gateway-init: INTERNAL_GATEWAY_IPV4 is "10.16.0.12"; it takes a router's address, and this is the pod's own on vpc0; seen: vpc0 10.16.0.12/16, wan.7 172.17.0.11/16

            """
        ),
        (
            ["GATEWAY_SNAT_ADDRESSES": "172.17.0.99"],
            """
            gateway-init: GATEWAY_SNAT_ADDRESSES holds "172.17.0.99"; it takes addresses of the external interface wan.7, which has 172.17.0.11

            """
        ),
    ])
    func `says where it looked when the settings do not fit the pod`(
        changes: [String: String], expected: String
    ) async throws {
        try await EgressScene.run { _ in
            let before = try NamespaceState.snapshot()
            let result = try Program.gatewayInit(environment: Self.environment(changes))
            #expect(result.status == 78)
            #expect(result.complaint == expected)
            #expect(try NamespaceState.snapshot() == before)
        }
    }

    @Test func `exits with 77 without privileges, and touches nothing`() async throws {
        try await EgressScene.run { _ in
            let before = try NamespaceState.snapshot()
            let program = try Program.path("gateway-init")
            let result = try Command.result(
                ["setpriv", "--bounding-set=-all", "--inh-caps=-all", program],
                environment: Self.environment(["PATH": "/usr/bin"]))
            #expect(result.status == 77)
            #expect(
                result.complaint
                    == "gateway-init: nft list table inet vpc-egress-gateway: Operation not permitted\n"
            )
            #expect(try NamespaceState.snapshot() == before)

            // What only looks at the network needs none.
            let dryRun = try Command.result(
                ["setpriv", "--bounding-set=-all", "--inh-caps=-all", program, "--dry-run"],
                environment: Self.environment(["PATH": "/usr/bin"]))
            #expect(dryRun.status == 0)
        }
    }

    @Test(arguments: [
        (true, 0, ""),
        (
            false, 77,
            "gateway-init: sysctl -w net.ipv4.icmp_errors_use_inbound_ifaddr=1: Read-only file system\n"
        ),
    ])
    func `takes a read-only /proc/sys if everything there is right`(
        isRight: Bool, status: Int, complaint: String
    ) async throws {
        try await EgressScene.run { _ in
            if isRight {
                try Command.run(ReferenceScript.forwarding)
                try Command.run("sysctl -q -w net.ipv4.icmp_errors_use_inbound_ifaddr=1")
            }
            let script = """
                mount --bind /proc/sys /proc/sys && mount -o remount,bind,ro /proc/sys \
                && exec \(try Program.path("gateway-init"))
                """
            let result = try Command.result(
                ["unshare", "--mount", "sh", "-c", script],
                environment: Self.environment(["PATH": "/usr/bin:/bin"]))
            #expect(Int(result.status) == status)
            #expect(result.complaint == complaint)
        }
    }

    /// Runs `gateway-init` while strace(1) tampers with its system calls.
    static func tampered(_ injection: String) throws -> Command.Result {
        let call = injection.prefix { $0 != ":" }
        return try Command.result(
            [
                "strace", "-o", "/dev/null", "-e", "trace=\(call)", "-e", "inject=\(injection)",
                Program.path("gateway-init"),
            ], environment: environment(["PATH": "/usr/bin"]))
    }

    @Test func `exits with 70 when the kernel agreed and it is still not so`() async throws {
        try await EgressScene.run { _ in
            // Values that it writes, three of them in each of three rounds, get lost.
            let result = try Self.tampered("write:retval=2:when=1..9")
            #expect(result.status == 70)
            #expect(
                result.complaint == """
                    gateway-init: the kernel accepted everything and still differs; this would mend it:
                    gateway-init: sysctl -w net.ipv4.icmp_errors_use_inbound_ifaddr=1
                    gateway-init: sysctl -w net.ipv4.ip_forward=1
                    gateway-init: sysctl -w net.ipv6.conf.all.forwarding=1

                    """)
        }
    }

    @Test(arguments: [
        // A value that gets lost once is written again.
        "write:retval=2:when=1",
        // A list that outran its socket's buffer is read again.
        "recvmsg:error=ENOBUFS:when=3",
    ])
    func `tries again where something got lost`(injection: String) async throws {
        try await EgressScene.run { _ in
            let result = try Self.tampered(injection)
            #expect(result.status == 0)
            let check = try Program.gatewayInit("--check")
            #expect(check.status == 0)
        }
    }

    @Test(arguments: [
        (["EXTERNAL_GATEWAY_IPV6": ""], 0, ""),
        (
            [:], 78,
            """
            gateway-init: INTERNAL_GATEWAY_IPV6 is "fd00:10:16::1"; it takes an address in a connected network of this pod; seen: nothing, as this kernel has no IPv6
            gateway-init: EXTERNAL_GATEWAY_IPV6 is "fd00:172:17::1"; it takes an address in a connected network of this pod; seen: nothing, as this kernel has no IPv6

            """
        ),
    ])
    func `does without IPv6 unless it is asked for it`(
        changes: [String: String], status: Int, complaint: String
    ) async throws {
        try await EgressScene.run { _ in
            try Command.run("ip -6 address flush dev vpc0")
            try Command.run("ip -6 address flush dev wan.7")
            // As with ipv6.disable=1: no parameters, and no addresses.
            let script = """
                mount -t tmpfs none /proc/sys/net/ipv6 && exec \(try Program.path("gateway-init"))
                """
            let result = try Command.result(
                ["unshare", "--mount", "sh", "-c", script],
                environment: Self.environment(["PATH": "/usr/bin:/bin"]).merging(changes) { $1 })
            #expect(result.complaint == complaint)
            #expect(Int(result.status) == status)
        }
    }

    @Test func `leaves its last words to Kubernetes`() async throws {
        try await EgressScene.run { _ in
            // A device directory of our own: the machine's has no such log.
            let script = """
                mount -t tmpfs none /dev && : > /dev/termination-log
                \(try Program.path("gateway-init")) 2> /dev/error
                echo $? && cmp /dev/error /dev/termination-log && cat /dev/termination-log
                """
            let result = try Command.result(
                ["unshare", "--mount", "sh", "-c", script],
                environment: Self.environment([
                    "PATH": "/usr/bin:/bin", "VNI": "", "GATEWAY_X": "y",
                ]))
            #expect(
                result.output == """
                    78
                    gateway-init: GATEWAY_X is "y"; it takes no value: no variable of that name is known

                    """)
        }
    }

    @Test(arguments: [
        (["--dry-run", "--check"], 64), (["--wrong"], 64), (["surplus"], 64), (["--help"], 0),
        (["--version"], 0),
    ])
    func `takes one mode, and says so`(arguments: [String], status: Int) throws {
        let result = try Command.result(
            [Program.path("gateway-init")] + arguments, environment: EgressScene.environment)
        #expect(Int(result.status) == status)
    }

    @Test func `checks without changing anything, and prints what would mend it`() async throws {
        try await EgressScene.run { _ in
            let before = try NamespaceState.snapshot()
            let check = try Program.gatewayInit("--check")
            #expect(check.status == 1)
            #expect(try NamespaceState.snapshot() == before)

            // A person does what it says.
            try Command.run("sh -e", input: check.output)
            let again = try Program.gatewayInit("--check")
            #expect(again.output == "")
            #expect(again.status == 0)

            try Command.run("ip rule delete priority 1002")
            try Command.run("nft delete element inet vpc-egress-gateway bfd { 3784 }")
            let damaged = try Program.gatewayInit("--check")
            #expect(damaged.status == 1)
            #expect(damaged.output.hasPrefix("# set bfd was altered\nnft -f - <<'EOF'\n"))
            #expect(
                damaged.output.hasSuffix(
                    "EOF\nip -4 rule add priority 1002 iif wan.7 lookup 1000 protocol 201\n"))
            try Command.run("sh -e", input: damaged.output)
            #expect(try Program.gatewayInit("--check").status == 0)
        }
    }

    @Test(arguments: [
        [:], ["EXTERNAL_GATEWAY_IPV6": ""], ["EXTERNAL_GATEWAY_IPV4": ""],
        ["NO_SNAT_SOURCES_IPV4": "", "NO_SNAT_SOURCES_IPV6": ""],
        [
            "GATEWAY_SNAT_SOURCES": "10.0.0.0/8,fd00::/8", "GATEWAY_SNAT_PORTS": "1024-2047",
            "GATEWAY_SNAT_ADDRESSES": "172.17.0.11,172.17.0.12,fd00:172:17::b",
            "GATEWAY_MSS_CLAMP": "true",
        ],
        ["GATEWAY_LEAK_GUARD": "false", "GATEWAY_SNAT_PORTS": "5000-5000"],
        ["ENABLE_BGP": "true"],
    ])
    func `prints a plan that the commands understand and that comes to the same`(
        changes: [String: String]
    ) async throws {
        try await EgressScene.run { _ in
            try Command.run("ip address add 172.17.0.12/32 dev wan.7")
            let environment = Self.environment(changes)
            let before = try NamespaceState.snapshot()
            let plan = try Program.gatewayInit("--dry-run", environment: environment).output
            #expect(try NamespaceState.snapshot() == before)

            // As the README cuts it apart.
            let script = try Command.run(
                "sed -n /^nft/,/^EOF/{//!p}", input: plan)
            try Command.run("nft --check -f -", input: script)
            for option in ["-4", "-6"] {
                let batch = try Command.run("sed -n s/^ip.\(option).//p", input: plan)
                try Command.run("ip \(option) -batch -", input: batch)
            }
            // Done for real, it is what this program would have done.
            try Command.run("nft -f -", input: script)
            let parameters = try Command.run("grep ^sysctl", input: plan)
            try Command.run("sh -e", input: parameters)
            let check = try Program.gatewayInit("--check", environment: environment)
            #expect(check.output == "")
            #expect(check.status == 0)
        }
    }

    @Test func `carries the VPC in a VXLAN, or says that the kernel cannot`() async throws {
        try await EgressScene.run { _ in
            let before = try NamespaceState.snapshot()
            let environment = Self.environment([
                "ENABLE_BGP": "true", "ENABLE_EVPN": "true", "VNI": "1016",
            ])
            let result = try Program.gatewayInit(environment: environment)
            guard result.status == 71 else {
                #expect(result.status == 0)
                #expect(try Command.run("ip link show vrf-vpn").contains("UP"))
                #expect(try Command.run("ip -d link show vxlan-vpn").contains("vxlan id 1016"))
                #expect(try Command.run("ip link show vpc0").contains("master vrf-vpn"))
                #expect(try Command.run("ip -6 address show vpc0").contains("fd00:10:16::c"))
                let check = try Program.gatewayInit("--check", environment: environment)
                #expect(check.status == 0)
                return
            }
            #expect(
                result.complaint.hasPrefix(
                    "gateway-init: this kernel has no interfaces of type vrf, which ENABLE_EVPN needs: ip link add vrf-vpn type vrf table 2000: "
                ))
            #expect(try NamespaceState.snapshot() == before)
        }
    }
}
