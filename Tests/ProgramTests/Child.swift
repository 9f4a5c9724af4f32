import CLinux
import Foundation
import Glibc
import Synchronization

/// A program that this process has started, with its output in files.
///
/// Foundation's `Process` is of no use where tests start programs side by side: each would inherit
/// the others' pipes and keep them open.
final class Child: Sendable {
    let processID: pid_t

    /// What wait(2) said; `nil` while it runs.
    private let result = Mutex<Int32?>(nil)

    /// Starts `arguments`, the first of which is looked for in PATH.
    ///
    /// - Parameters:
    ///   - arguments: the program and what it gets.
    ///   - environment: its variables beside PATH.
    ///   - output: the file for its standard output.
    ///   - errors: the file for its standard error; the same means: both in the order of writing.
    /// - Throws: why it could not be started.
    init(
        _ arguments: [String], environment: [String: String], output: String, errors: String
    ) throws {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        let flags = O_WRONLY | O_CREAT | O_APPEND
        posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0)
        posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, output, flags, 0o600)
        posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, errors, flags, 0o600)
        posix_spawn_file_actions_addclosefrom_np(&actions, STDERR_FILENO + 1)

        // Threads of the test library may have signals blocked, and children inherit that.
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        var none = sigset_t()
        sigemptyset(&none)
        posix_spawnattr_setsigmask(&attributes, &none)
        posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK))

        let variables = ["PATH": "/usr/sbin:/usr/bin:/sbin:/bin"].merging(environment) { $1 }
        let assignments = variables.map { name, value in "\(name)=\(value)" }
        let argumentPointers = Self.pointers(to: arguments)
        let variablePointers = Self.pointers(to: assignments)
        defer { for pointer in argumentPointers + variablePointers { free(pointer) } }
        var processID = pid_t()
        let code = posix_spawnp(
            &processID, arguments[0], &actions, &attributes, argumentPointers, variablePointers)
        guard code == 0 else { throw POSIXError(POSIXErrorCode(rawValue: code) ?? .EINVAL) }
        self.processID = processID
    }

    /// Copies with a null pointer behind, for the caller to free.
    private static func pointers(to texts: [String]) -> [UnsafeMutablePointer<CChar>?] {
        texts.map { strdup($0) } + [nil]
    }

    /// Whether it has not ended yet.
    var isRunning: Bool { poll(WNOHANG) == nil }

    /// Its exit status, or 128 and the number of the signal that ended it; waits for it.
    func wait() -> Int32 {
        let result = poll(0) ?? 0
        let signal = result & 0x7f
        return signal == 0 ? result >> 8 & 0xff : 128 + signal
    }

    private func poll(_ flags: Int32) -> Int32? {
        result.withLock { result in
            var status: Int32 = 0
            if result == nil, waitpid(processID, &status, flags) == processID { result = status }
            return result
        }
    }
}
