import Addressing
import Gateway
import Testing

@Suite(.needsNetworkNamespace) struct `what leaves a gateway` {
    typealias Names = EgressScene.Names

    @Test(arguments: Names.both)
    func `has the external address and is answered`(names: Names) async throws {
        try await EgressScene.run { scene in
            _ = try Kernel.open().apply(EgressScene.settings())
            let client = try scene.vpc.inside { try UDPEndpoint(names.client, port: 5000) }
            let server = try scene.outside.inside { try UDPEndpoint(names.server, port: 7) }

            try client.send("hello", to: names.server, port: 7)
            let (text, sender) = try server.receive()
            #expect(text == "hello")
            #expect(sender.address == IPAddress(names.outer))

            try server.send("welcome", to: sender)
            #expect(try client.receive().text == "welcome")
        }
    }
}
