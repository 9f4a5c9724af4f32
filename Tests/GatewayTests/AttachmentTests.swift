import Addressing
import Testing

@testable import Gateway

/// Where the gateways are, by what is connected and by nothing else.
@Suite struct `the way through a pod` {
    static func passages(_ pod: Pod, _ changes: [String: String] = [:]) throws -> [String] {
        try pod.plan(changes).passages.map { "\($0.inner), \($0.outer)" }
    }

    @Test func `is found whatever the interfaces are called`() throws {
        let pod = Pod(
            interfaces: [
                ("zz-top.4094", ["172.17.0.11/16", "fd00:172:17::b/112"]),
                ("a", ["10.16.0.12/16", "fd00:10:16::c/112"]),
            ], defaults: [("172.17.0.1", "zz-top.4094"), ("fd00:172:17::1", "zz-top.4094")])
        #expect(
            try Self.passages(pod) == [
                "a 10.16.0.12 via 10.16.0.1, zz-top.4094 172.17.0.11 via 172.17.0.1",
                "a fd00:10:16::c via fd00:10:16::1, zz-top.4094 fd00:172:17::b via fd00:172:17::1",
            ])
        #expect(try pod.plan().description.contains("sysctl -w net.ipv4.conf.a.rp_filter=0"))
    }

    @Test func `is found beside another CNI's network`() throws {
        let pod = Pod(
            interfaces: [
                ("eth0", ["10.244.1.7/24", "fd00:244::7/64"]),
                ("net1", ["10.16.0.12/16", "fd00:10:16::c/112"]),
                ("net2", ["172.17.0.11/16", "fd00:172:17::b/112"]),
            ], defaults: [("10.244.1.1", "eth0"), ("fd00:244::1", "eth0")])
        #expect(
            try Self.passages(pod).first
                == "net1 10.16.0.12 via 10.16.0.1, net2 172.17.0.11 via 172.17.0.1")
        // The pod's default route leads elsewhere, so what comes from the VPC has its own.
        let commands = `a plan`.commands(try pod.plan()).split(separator: "\n")
        #expect(
            commands.filter { $0.contains("table default") } == [
                "ip -4 route replace default via 172.17.0.1 dev net2 onlink table default proto 201",
                "ip -4 route replace 172.17.0.0/16 dev net2 table default proto 201",
                "ip -6 route replace default via fd00:172:17::1 dev net2 onlink table default proto 201",
                "ip -6 route replace fd00:172:17::/112 dev net2 table default proto 201",
            ])
        #expect(commands.contains("sysctl -w net.ipv4.conf.net2.rp_filter=0"))
    }

    @Test func `is by the most specific network`() throws {
        let pod = Pod(
            interfaces: [
                ("eth0", ["10.0.0.7/8"]), ("net1", ["10.16.0.12/16"]), ("net2", ["172.17.0.11/16"]),
            ], defaults: [("172.17.0.1", "net2")])
        let ipv4 = ["INTERNAL_GATEWAY_IPV6": "", "EXTERNAL_GATEWAY_IPV6": ""]
        #expect(
            try Self.passages(pod, ipv4)
                == ["net1 10.16.0.12 via 10.16.0.1, net2 172.17.0.11 via 172.17.0.1"])
    }

    static let ipv4 = [
        "INTERNAL_GATEWAY_IPV6": "", "EXTERNAL_GATEWAY_IPV6": "",
    ]

    @Test func `is none where two interfaces have the network, or none does`() throws {
        var pod = Pod.dualStack
        pod.interfaces.append(("net2", ["10.16.9.9/16"]))
        #expect(
            try pod.problems(Self.ipv4) == [
                "INTERNAL_GATEWAY_IPV4 is \"10.16.0.1\"; it takes an address in one network of this pod, and eth0 and net2 both have it; seen: eth0 10.16.0.12/16, net1 172.17.0.11/16, net2 10.16.9.9/16"
            ])
        pod.interfaces = [("lo", ["127.0.0.1/8"])]
        #expect(
            try pod.problems(Self.ipv4) == [
                "INTERNAL_GATEWAY_IPV4 is \"10.16.0.1\"; it takes an address in a connected network of this pod; seen: no IPv4 address",
                "EXTERNAL_GATEWAY_IPV4 is \"172.17.0.1\"; it takes an address in a connected network of this pod; seen: no IPv4 address",
            ])
    }

    @Test func `tells all that does not fit at once`() throws {
        let problems = try Pod.dualStack.problems([
            "INTERNAL_GATEWAY_IPV4": "10.17.0.1", "EXTERNAL_GATEWAY_IPV4": "172.18.0.1",
            "EXTERNAL_GATEWAY_IPV6": "fd00:10:16::2",
        ])
        #expect(
            problems.map { $0.split(separator: ";")[0] } == [
                "INTERNAL_GATEWAY_IPV4 is \"10.17.0.1\"", "EXTERNAL_GATEWAY_IPV4 is \"172.18.0.1\"",
                "EXTERNAL_GATEWAY_IPV6 is \"fd00:10:16::2\"",
            ])
    }

    @Test func `to spread over is on the interface that leads out`() throws {
        #expect(
            try Pod.dualStack.problems(["GATEWAY_SNAT_ADDRESSES": "10.16.0.12, fe80::2"]) == [
                "GATEWAY_SNAT_ADDRESSES holds \"10.16.0.12\"; it takes addresses of the external interface net1, which has 172.17.0.11",
                "GATEWAY_SNAT_ADDRESSES holds \"fe80::2\"; it takes addresses of the external interface net1, which has fd00:172:17::b",
            ])
        #expect(
            try Pod.dualStack.problems([
                "GATEWAY_SNAT_ADDRESSES": "fd00:172:17::b", "EXTERNAL_GATEWAY_IPV6": "",
            ]) == [
                "GATEWAY_SNAT_ADDRESSES holds \"fd00:172:17::b\"; it takes addresses of a family that leaves the cluster here"
            ])
    }

    @Test func `keeps what the reverse path filter did for other interfaces`() throws {
        var pod = Pod.dualStack
        pod.interfaces.append(("net2", ["10.99.0.7/24"]))
        pod.parameters = [
            "net.ipv4.conf.all.rp_filter": 1, "net.ipv4.conf.net2.rp_filter": 2,
            "net.ipv4.conf.eth0.rp_filter": 1,
        ]
        let filters = `a plan`.commands(try pod.plan()).split(separator: "\n")
            .filter { $0.contains("rp_filter") }
        #expect(
            filters == [
                "sysctl -w net.ipv4.conf.lo.rp_filter=1",
                "sysctl -w net.ipv4.conf.net1.rp_filter=1",
                "sysctl -w net.ipv4.conf.eth0.rp_filter=0",
                "sysctl -w net.ipv4.conf.all.rp_filter=0",
            ])
    }
}
