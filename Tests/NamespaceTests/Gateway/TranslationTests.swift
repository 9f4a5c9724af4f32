import Addressing
import Foundation
import Gateway
import Testing

@Suite(.needsNetworkNamespace) struct `what passes a gateway` {
    typealias Names = EgressScene.Names

    @Test(arguments: Names.both)
    func `has the external address outside and is answered`(names: Names) async throws {
        try await EgressScene.run { scene in
            _ = try Kernel.open().apply(EgressScene.settings())
            let (client, server) = try scene.endpoints(names)

            try client.send("hello", to: names.server, port: 7)
            let (text, sender) = try server.receive()
            #expect(text == "hello")
            #expect(sender.address == IPAddress(names.outer))

            try server.send("welcome", to: sender)
            #expect(try client.receive().text == "welcome")
        }
    }

    @Test(arguments: Names.both)
    func `has the internal address in the VPC when it comes from outside`(
        names: Names
    ) async throws {
        try await EgressScene.run { scene in
            _ = try Kernel.open().apply(EgressScene.settings())
            let (client, server) = try scene.endpoints(names)

            try server.send("hello", to: names.client, port: 5000)
            let (_, sender) = try client.receive()
            #expect(sender.address == IPAddress(names.inner))
            try client.send("welcome", to: sender)
            #expect(try server.receive().text == "welcome")
        }
    }

    @Test(arguments: Names.both)
    func `keeps its address if it comes from or goes to what is not translated`(
        names: Names
    ) async throws {
        try await EgressScene.run { scene in
            _ = try Kernel.open().apply(EgressScene.settings())
            let (client, server) = try scene.endpoints(names, client: names.untranslatedClient)

            try client.send("out", to: names.server, port: 7)
            let outwards = try server.receive().sender
            #expect(outwards.address == IPAddress(names.untranslatedClient))
            #expect(outwards.port == 5000)

            let other = try scene.outside.inside { try UDPEndpoint(names.server, port: 8) }
            try other.send("in", to: names.untranslatedClient, port: 5000)
            let inwards = try client.receive().sender
            #expect(inwards.address == IPAddress(names.server))
            #expect(inwards.port == 8)
        }
    }

    @Test func `keeps its address within the VPC's own subnet too`() async throws {
        try await EgressScene.run { scene in
            _ = try Kernel.open().apply(
                EgressScene.settings(["NO_SNAT_SOURCES_IPV4": "10.16.5.0/24, 10.16.7.9"]))
            let server = try scene.outside.inside { try UDPEndpoint(Names.ipv4.server, port: 7) }
            for (client, seen) in [
                ("10.16.5.9", "10.16.5.9"), ("10.16.7.9", "10.16.7.9"),
                ("10.16.6.9", Names.ipv4.outer), ("10.16.7.8", Names.ipv4.outer),
            ] {
                let endpoint = try scene.vpc.inside {
                    try Command.run("ip address add \(client)/32 dev lo")
                    return try UDPEndpoint(client)
                }
                try endpoint.send("x", to: Names.ipv4.server, port: 7)
                let sender = try server.receive().sender
                #expect(sender.address == IPAddress(seen))
                try server.send("y", to: sender)
                #expect(try endpoint.receive().text == "y")
            }
        }
    }

    @Test(arguments: Names.both)
    func `has a port of its own, anywhere between 1024 and 65535`(names: Names) async throws {
        try await EgressScene.run { scene in
            _ = try Kernel.open().apply(EgressScene.settings())
            let server = try scene.outside.inside { try UDPEndpoint(names.server, port: 7) }
            var seen: Set<UInt16> = []
            for port in 10_000..<14_000 as Range<UInt16> {
                let client = try scene.vpc.inside { try UDPEndpoint(names.client, port: port) }
                try client.send("x", to: names.server, port: 7)
                let sender = try server.receive().sender
                #expect(sender.address == IPAddress(names.outer))
                seen.insert(sender.port)
            }
            #expect(seen.count == 4_000)
            #expect(seen.allSatisfy { $0 >= 1024 })
            // Of 63 blocks each gets 63 of 4 000 on average; with fewer than 20 the spread is not
            // random (8 standard deviations would be 0).
            let blocks = Dictionary(grouping: seen) { $0 / 1024 }.mapValues(\.count)
            #expect(blocks.count == 63)
            #expect((blocks.values.min() ?? 0) >= 20)
        }
    }

    @Test(arguments: Names.both)
    func `is left alone where it is the pod's own BFD`(names: Names) async throws {
        try await EgressScene.run { scene in
            _ = try Kernel.open().apply(EgressScene.settings())
            // A port that was just closed is not free at once: a process that another test starts
            // has it until it runs its program.
            for (port, source) in [3784: 49_152, 3785: 49_153, 4784: 49_154, 6784: 49_155]
                as [UInt16: UInt16]
            {
                let pod = try UDPEndpoint(names.inner, port: source)
                let peer = try scene.vpc.inside { try UDPEndpoint(names.client, port: port) }
                try pod.send("bfd", to: names.client, port: port)
                let sender = try peer.receive().sender
                #expect(sender.address == IPAddress(names.inner))
                #expect(sender.port == source)
                try peer.send("bfd", to: sender)
                #expect(try pod.receive().sender.port == port)
            }
            // From BFD's port, as some send it, and to no other.
            let pod = try UDPEndpoint(names.inner, port: 3784)
            let peer = try scene.vpc.inside { try UDPEndpoint(names.client, port: 49_200) }
            try pod.send("bfd", to: names.client, port: 49_200)
            #expect(try peer.receive().sender.port == 3784)
        }
    }

    @Test(arguments: Names.both)
    func `is translated where it is a client's BFD`(names: Names) async throws {
        try await EgressScene.run { scene in
            _ = try Kernel.open().apply(EgressScene.settings())
            let client = try scene.vpc.inside { try UDPEndpoint(names.client, port: 3784) }
            let server = try scene.outside.inside { try UDPEndpoint(names.server, port: 3784) }
            try client.send("bfd", to: names.server, port: 3784)
            #expect(try server.receive().sender.address == IPAddress(names.outer))
        }
    }

    @Test func `is left alone on loopback`() async throws {
        try await EgressScene.run { _ in
            _ = try Kernel.open().apply(EgressScene.settings())
            let server = try UDPEndpoint("127.0.0.1", port: 7)
            try UDPEndpoint("127.0.0.1", port: 5000).send("x", to: "127.0.0.1", port: 7)
            #expect(try server.receive().sender.port == 5000)
        }
    }

    @Test(arguments: Names.both)
    func `is not translated where BGP announces the VPC`(names: Names) async throws {
        try await EgressScene.run { scene in
            let report = try Kernel.open().apply(EgressScene.settings(["ENABLE_BGP": "true"]))
            #expect(report.plan.rules.isEmpty)
            let (client, server) = try scene.endpoints(names)
            try client.send("x", to: names.server, port: 7)
            let sender = try server.receive().sender
            #expect(sender.address == IPAddress(names.client))
            #expect(sender.port == 5000)
        }
    }
}
