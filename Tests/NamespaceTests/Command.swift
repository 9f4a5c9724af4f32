import Foundation

/// A command of the system that judges what we did, in the namespace of the calling thread.
///
/// Not Foundation's `Process`: it waits on a run loop, which a test's thread does not have.
enum Command {
    /// What a command that failed was and said.
    struct Failure: Error, CustomStringConvertible {
        let description: String
    }

    /// What became of a command that ran.
    struct Result {
        let status: Int32
        let output: String
        let complaint: String
    }

    /// Runs `line`, split at spaces, and returns what it wrote to its standard output.
    @discardableResult
    static func run(_ line: String, input: String = "") throws -> String {
        let result = try result(line.split(separator: " ").map(String.init), input: input)
        guard result.status == 0 else {
            throw Failure(description: "\(line): \(result.complaint)")
        }
        return result.output
    }

    /// Runs a command to its end, however it ends; without an environment it gets the test's own.
    static func result(
        _ words: [String], environment: [String: String]? = nil, input: String = ""
    ) throws -> Result {
        guard let name = words.first else { throw Failure(description: "no command") }
        // Files rather than pipes, which would have to be filled and emptied at the same time.
        guard let standardInput = tmpfile(), let output = tmpfile(), let complaint = tmpfile()
        else { throw POSIXError.last }
        defer { for file in [standardInput, output, complaint] { fclose(file) } }
        fputs(input, standardInput)
        rewind(standardInput)

        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        for (target, file) in [standardInput, output, complaint].enumerated() {
            posix_spawn_file_actions_adddup2(&actions, fileno(file), Int32(target))
        }

        var process = pid_t()
        let variables = environment ?? ProcessInfo.processInfo.environment
        let failure = withStrings(words) { arguments in
            withStrings(variables.map { "\($0)=\($1)" }) { variables in
                posix_spawnp(&process, name, &actions, nil, arguments, variables)
            }
        }
        guard failure == 0 else {
            throw Failure(description: "\(name): \(String(cString: strerror(failure)))")
        }
        var status: Int32 = 0
        while waitpid(process, &status, 0) < 0, errno == EINTR {}
        return Result(
            // WEXITSTATUS, and for a signal what a shell says.
            status: status & 0x7f == 0 ? status >> 8 & 0xff : 128 + status & 0x7f,
            output: try contents(output), complaint: try contents(complaint))
    }

    /// Gives `body` an array as execve(2) takes it.
    private static func withStrings<Result>(
        _ strings: [String], _ body: ([UnsafeMutablePointer<CChar>?]) -> Result
    ) -> Result {
        let pointers: [UnsafeMutablePointer<CChar>?] = strings.map { strdup($0) }
        defer { for pointer in pointers { free(pointer) } }
        return body(pointers + [nil])
    }

    /// Runs `lines` one after the other.
    static func run(_ lines: [String]) throws {
        for line in lines { try run(line) }
    }

    private static func contents(_ file: UnsafeMutablePointer<FILE>) throws -> String {
        let handle = FileHandle(fileDescriptor: fileno(file), closeOnDealloc: false)
        try handle.seek(toOffset: 0)
        return String(decoding: try handle.readToEnd() ?? Data(), as: UTF8.self)
    }
}
