import Foundation

/// A program that runs beside the test, and what it has said so far.
final class RunningProgram: Sendable {
    private let child: Child
    private let file: String

    /// Starts it, with its output to `file`.
    init(_ arguments: [String], environment: [String: String], file: String) throws {
        self.file = file
        child = try Child(arguments, environment: environment, output: file, errors: file)
    }

    /// All that it has said.
    var output: String {
        (try? String(contentsOfFile: file, encoding: .utf8)) ?? ""
    }

    /// To the program itself, which `ip netns exec` has become.
    func signal(_ number: Int32) {
        Foundation.kill(child.processID, number)
    }

    /// Ends it at once.
    func kill() {
        guard child.isRunning else { return }
        signal(SIGKILL)
        _ = child.wait()
    }

    /// Its exit status, when it has ended by itself within `limit`.
    func status(within limit: Duration) throws -> Int32 {
        try waitUntil("process \(child.processID) has ended", within: limit) { !child.isRunning }
        return child.wait()
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
