import Foundation
import Synchronization

/// Two network namespaces with a cable between them, gone with the test.
///
/// One end is `left` with 10.7.0.1 and fd07::1, the other `right` with 10.7.0.2 and fd07::2.
final class Wire: Sendable {
    enum End: String, CaseIterable {
        case left
        case right

        var addresses: [String] { ["10.7.0.\(number)", "fd07::\(number)"] }

        var other: End { self == .left ? .right : .left }

        private var number: Int { self == .left ? 1 : 2 }
    }

    private static let lastNumber = Atomic<Int>(0)
    private static let prefix = "bfdd-test-"

    /// Where the test may leave files.
    let folder: URL

    private let name: String
    private let running = Mutex<[RunningProgram]>([])

    /// Makes a wire, hands it to `body`, and takes away all that was made, whatever happens.
    static func with(_ body: (Wire) throws -> Void) throws {
        try removeAbandoned()
        let wire = try Wire()
        defer { wire.remove() }
        try wire.connect()
        try body(wire)
    }

    private init() throws {
        let number = Self.lastNumber.add(1, ordering: .relaxed).newValue
        name = "\(Self.prefix)\(getpid())-\(number)"
        folder = FileManager.default.temporaryDirectory.appending(path: name)
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    }

    private func connect() throws {
        for end in End.allCases { try ip("netns", "add", namespace(end)) }
        try ip(
            "link", "add", "wire", "netns", namespace(.left), "type", "veth", "peer", "name",
            "wire", "netns", namespace(.right))
        for end in End.allCases {
            try ip("-n", namespace(end), "link", "set", "lo", "up")
            try ip("-n", namespace(end), "link", "set", "wire", "up")
            try ip("-n", namespace(end), "addr", "add", end.addresses[0] + "/24", "dev", "wire")
            try ip(
                "-n", namespace(end), "addr", "add", end.addresses[1] + "/64", "dev", "wire",
                "nodad")
        }
    }

    private func remove() {
        for program in running.withLock({ $0 }) { program.kill() }
        for end in End.allCases { Self.remove(namespace(end)) }
        try? FileManager.default.removeItem(at: folder)
    }

    /// Removes a namespace and, first, whoever went to the background in it.
    private static func remove(_ namespace: String) {
        let command = try? Command.run(["ip", "netns", "pids", namespace])
        for word in command?.output.split(whereSeparator: \.isWhitespace) ?? [] {
            if let processID = pid_t(word) { Foundation.kill(processID, SIGKILL) }
        }
        _ = try? Command.run(["ip", "netns", "del", namespace])
    }

    /// Namespaces of test runs that were killed themselves.
    private static func removeAbandoned() throws {
        let names = try FileManager.default.contentsOfDirectory(atPath: "/run/netns")
        for name in names where name.hasPrefix(prefix) {
            let owner = name.dropFirst(prefix.count).prefix { $0.isNumber }
            guard let owner = pid_t(owner), Foundation.kill(owner, 0) != 0 else { continue }
            remove(name)
        }
    }

    private func namespace(_ end: End) -> String { "\(name)-\(end.rawValue)" }

    private func ip(_ arguments: String...) throws {
        let command = try Command.run(["ip"] + arguments)
        guard command.status == 0 else {
            throw CommandFailed(arguments: ["ip"] + arguments, command: command)
        }
    }

    /// Pulls the cable at one end, or puts it back.
    func setLink(_ end: End, isUp: Bool) throws {
        try ip("-n", namespace(end), "link", "set", "wire", isUp ? "up" : "down")
        // The kernel drops IPv6 addresses with the link.
        guard isUp else { return }
        try ip(
            "-n", namespace(end), "addr", "replace", end.addresses[1] + "/64", "dev", "wire",
            "nodad")
    }

    /// Runs a program at one end to its end.
    func run(
        _ arguments: [String], at end: End, environment: [String: String] = [:]
    ) throws -> Command {
        try Command.run(
            ["ip", "netns", "exec", namespace(end)] + arguments, environment: environment)
    }

    /// Starts a program at one end, which ends with the wire at the latest.
    func start(
        _ arguments: [String], at end: End, environment: [String: String] = [:]
    ) throws -> RunningProgram {
        let file = folder.appending(path: "output-\(UUID().uuidString)").path
        let program = try RunningProgram(
            ["ip", "netns", "exec", namespace(end)] + arguments, environment: environment,
            file: file)
        running.withLock { $0.append(program) }
        return program
    }
}
