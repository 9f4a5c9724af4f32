import CLinux
import Foundation
import Testing

/// A network namespace of a test's own, gone with the test.
///
/// `unshare(2)` and `setns(2)` move only the calling thread, so tests run side by side. It also
/// means that what runs inside must stay on its thread: it takes no `await`. Loopback is down, as
/// in any new namespace.
struct NetworkNamespace: ~Copyable {
    private let descriptor: Int32

    static let isAvailable = geteuid() == 0

    /// Runs `body` on a thread of its own in a fresh namespace.
    static func run<Result: Sendable>(
        _ body: @escaping @Sendable () throws -> Result
    ) async throws -> Result {
        let threads = ThreadPerJob()
        return try await withTaskExecutorPreference(threads) {
            precondition(threads.isCurrent, "another test's thread must not change its namespace")
            guard linux_unshare_network() == 0 else { throw POSIXError.last }
            return try body()
        }
    }

    private init(owning descriptor: Int32) {
        self.descriptor = descriptor
    }

    /// Makes another namespace for the calling thread to visit, which itself stays where it is.
    static func make() throws -> NetworkNamespace {
        let home = try current()
        guard linux_unshare_network() == 0 else { throw POSIXError.last }
        let made = try current()
        try home.enter()
        return made
    }

    /// The namespace that the calling thread is in.
    static func current() throws -> NetworkNamespace {
        let descriptor = open("/proc/thread-self/ns/net", O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw POSIXError.last }
        return NetworkNamespace(owning: descriptor)
    }

    deinit {
        close(descriptor)
    }

    /// What `ip` takes after `netns`: `ip link add a type veth peer name b netns \(other.path)`.
    var path: String { "/proc/\(getpid())/fd/\(descriptor)" }

    /// Runs `body` with the calling thread in this namespace, then brings it back.
    @discardableResult
    func inside<Result>(_ body: () throws -> Result) throws -> Result {
        let home = try Self.current()
        try enter()
        let result = Swift.Result { try body() }
        try home.enter()
        return try result.get()
    }

    private func enter() throws {
        guard linux_enter_network(descriptor) == 0 else { throw POSIXError.last }
    }
}

/// Runs each job on a new thread. Unlike a thread that is merely waited for, the job is still part of
/// its test, which an expectation that fails is then counted for.
private final class ThreadPerJob: TaskExecutor {
    private static let mark = "ThreadPerJob"

    var isCurrent: Bool { Thread.current.threadDictionary[Self.mark] != nil }

    func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        Thread.detachNewThread {
            Thread.current.threadDictionary[Self.mark] = true
            job.runSynchronously(on: self.asUnownedTaskExecutor())
        }
    }
}

extension POSIXError {
    /// What the system call before this said.
    static var last: POSIXError { POSIXError(POSIXErrorCode(rawValue: errno) ?? .EIO) }
}

extension Trait where Self == ConditionTrait {
    /// Skips where namespaces cannot be made, unless `REQUIRE_NAMESPACES` is set: then it fails.
    static var needsNetworkNamespace: Self {
        .enabled(
            if: NetworkNamespace.isAvailable
                || ProcessInfo.processInfo.environment["REQUIRE_NAMESPACES"] != nil,
            "needs root for network namespaces")
    }
}
