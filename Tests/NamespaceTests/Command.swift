import Foundation

/// A command of the system that judges what we did, in the namespace of the calling thread.
///
/// Not Foundation's `Process`: it waits on a run loop, which a test's thread does not have.
enum Command {
    /// What a command that failed was and said.
    struct Failure: Error, CustomStringConvertible {
        let description: String
    }

    /// Runs `line`, split at spaces, and returns what it wrote to its standard output.
    @discardableResult
    static func run(_ line: String, input: String = "") throws -> String {
        let words = line.split(separator: " ").map(String.init)
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

        var arguments: [UnsafeMutablePointer<CChar>?] = words.map { strdup($0) }
        defer { for argument in arguments { free(argument) } }
        arguments.append(nil)
        var process = pid_t()
        let failure = posix_spawnp(&process, name, &actions, nil, arguments, environ)
        guard failure == 0 else {
            throw Failure(description: "\(line): \(String(cString: strerror(failure)))")
        }
        var status: Int32 = 0
        while waitpid(process, &status, 0) < 0, errno == EINTR {}
        guard status == 0 else {
            throw Failure(description: "\(line): \(try contents(complaint))")
        }
        return try contents(output)
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
