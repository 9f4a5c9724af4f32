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
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments = arguments
        process.environment = ["PATH": "/usr/sbin:/usr/bin:/sbin:/bin"]
            .merging(environment) { $1 }
        let output = Pipe()
        let errors = Pipe()
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = output
        process.standardError = errors
        try process.run()
        // What they say here is less than a pipe holds, so it can be read one after the other.
        let outputData = output.fileHandleForReading.readDataToEndOfFile()
        let errorData = errors.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        return Command(
            status: process.terminationStatus, output: String(decoding: outputData, as: UTF8.self),
            errors: String(decoding: errorData, as: UTF8.self))
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
