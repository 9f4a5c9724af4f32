import BFDControl
import Testing

@Suite struct `A request for the log` {
    @Test(arguments: [
        (["log level list"], "Available log levels: none, minimal, normal, detailed, dev, all\n"),
        (["log level minimal"], "Log level set to minimal.\n"),
        (["log type command no"], "Log type command set to no, was yes\n"),
        (["log type packet yes"], "Log type packet set to yes, was no\n"),
        (["log type command no", "log type command no"], "Log type command set to no, was no\n"),
        (["log level none", "log type error yes"], "Log type error set to yes, was no\n"),
        (["log level all", "log type temp no"], "Log type temp set to no, was yes\n"),
        (["log timing yes"], "Extended time logging enabled.\n"),
        (["log timing no"], "Extended time logging disabled.\n"),
    ])
    func `is answered in the original's words`(lines: [String], expected: String) throws {
        var log = LogSelection()
        var reply = ""
        for line in lines {
            let request = try Request(words: line.split(separator: " ").map(String.init))
            guard case .log(let request) = request else {
                Issue.record("\(line) is not for the log")
                continue
            }
            reply = request.perform(on: &log)
        }
        #expect(reply == expected)
    }

    @Test func `lists every type, with what its lines tell`() throws {
        var log = LogSelection()
        let reply = LogRequest.listTypes.perform(on: &log)
        let lines = reply.split(separator: "\n").map(String.init)
        #expect(lines.first == "Available log types:")
        let names = lines.dropFirst().map { $0.split(separator: " ").first.map(String.init) }
        #expect(
            names == [
                "critical", "error", "warn", "debug", "app", "app_detail", "session",
                "session_detail", "discard", "discard_detail", "packet", "packet_contents",
                "command", "command_detail", "timer_detail", "temp",
            ])
        #expect(lines[1] == "    critical")
        #expect(lines[5].hasPrefix("    app - "))
    }

    @Test func `a level turns on what the one before it does, and more`() {
        for (lower, higher) in zip(LogLevel.allCases, LogLevel.allCases.dropFirst()) {
            #expect(lower.types.isStrictSubset(of: higher.types), "\(lower), \(higher)")
        }
    }
}
