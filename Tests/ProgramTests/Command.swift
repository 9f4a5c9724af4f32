import Foundation

/// What a program that has ended left behind.
struct Command {
    let status: Int32
    let output: String
    let errors: String

    /// Runs a program to its end.
    static func run(
        _ arguments: [String], environment: [String: String] = [:]
    ) throws -> Command {
        let folder = FileManager.default.temporaryDirectory
            .appending(path: "bfdd-command-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let output = folder.appending(path: "output")
        let errors = folder.appending(path: "errors")
        let child = try Child(
            arguments, environment: environment, output: output.path, errors: errors.path)
        let status = child.wait()
        return Command(
            status: status, output: try String(contentsOf: output, encoding: .utf8),
            errors: try String(contentsOf: errors, encoding: .utf8))
    }
}

/// A command that should have succeeded.
struct CommandFailed: Error, CustomStringConvertible {
    let arguments: [String]
    let command: Command

    var description: String {
        "\(arguments.joined(separator: " ")) exited with \(command.status): \(command.errors)"
    }
}
