import Foundation

/// A program of this package, as it was built beside the tests.
enum Program {
    static func path(_ name: String) throws -> String {
        let tests = try FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")
        return URL(filePath: tests).deletingLastPathComponent().appending(path: name).path
    }

    /// Runs `gateway-init` in the namespace of the calling thread, with this environment alone.
    static func gatewayInit(
        _ arguments: String..., environment: [String: String] = EgressScene.environment
    ) throws -> Command.Result {
        try Command.result([path("gateway-init")] + arguments, environment: environment)
    }
}
