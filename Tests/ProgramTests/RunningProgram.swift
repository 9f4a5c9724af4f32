import Foundation
import Synchronization

/// A program that runs beside the test, and what it has said so far.
final class RunningProgram: Sendable {
    private let process: Mutex<Process>
    private let text = Mutex("")

    /// `ip netns exec` becomes the program, so this is the program's own number.
    let processID: pid_t

    init(_ arguments: [String], environment: [String: String]) throws {
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments = arguments
        process.environment = ["PATH": "/usr/sbin:/usr/bin:/sbin:/bin"]
            .merging(environment) { $1 }
        let output = Pipe()
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = output
        process.standardError = output
        try process.run()
        processID = process.processIdentifier
        self.process = Mutex(process)
        output.fileHandleForReading.readabilityHandler = { [weak self] handle in
            let data = handle.availableData
            guard !data.isEmpty else { return handle.readabilityHandler = nil }
            self?.text.withLock { $0 += String(decoding: data, as: UTF8.self) }
        }
    }

    /// All that it has said.
    var output: String { text.withLock { $0 } }

    var isRunning: Bool { process.withLock { $0.isRunning } }

    func signal(_ number: Int32) {
        Foundation.kill(processID, number)
    }

    /// Ends it at once.
    func kill() {
        guard isRunning else { return }
        signal(SIGKILL)
        process.withLock { $0.waitUntilExit() }
    }

    /// Its exit status, when it has ended by itself within `limit`.
    func status(within limit: Duration) throws -> Int32 {
        try waitUntil("process \(processID) has ended", within: limit) { !isRunning }
        return process.withLock { $0.terminationStatus }
    }
}

/// Something did not happen in time.
struct TooLate: Error, CustomStringConvertible {
    let event: String
    let limit: Duration

    var description: String { "not within \(limit): \(event)" }
}

/// Waits for something that the test cannot be told of; looks every few milliseconds.
func waitUntil(
    _ event: String, within limit: Duration, _ condition: () throws -> Bool
) throws {
    let end = ContinuousClock.now.advanced(by: limit)
    while try !condition() {
        guard ContinuousClock.now < end else { throw TooLate(event: event, limit: limit) }
        usleep(5_000)
    }
}
