import BFDControl
import CLinux
import Glibc

/// What the calling thread gets so that it runs when it must. Each thing is tried; none is needed.
struct RealTime: Sendable {
    /// Whether the thread runs before all that have no deadline.
    private(set) var isScheduled = false

    /// What was refused, and why.
    private(set) var refusals: [SystemError] = []

    /// Tries, for the calling thread.
    static func acquire() -> RealTime {
        var result = RealTime()
        result.acquire()
        return result
    }

    private mutating func acquire() {
        // Above what others ask for at the bottom of the range, below what the kernel's own threads
        // get; RT throttling still leaves a twentieth of the time to everybody else.
        var parameter = sched_param()
        parameter.sched_priority = 50
        isScheduled = attempt("SCHED_FIFO") { sched_setscheduler(0, SCHED_FIFO, &parameter) }
        if !isScheduled {
            attempt("a nice value of -20") { setpriority(Int32(PRIO_PROCESS.rawValue), 0, -20) }
        }
        // By default timers may be 50 µs late.
        attempt("a timer slack of 1 ns") { linux_set_timer_slack(1) }
    }

    /// Keeps what the process has touched, and will touch of what it has mapped, in memory.
    ///
    /// Not what it maps later: that would make malloc(3) fail where RLIMIT_MEMLOCK is small.
    mutating func lockMemory() {
        attempt("locked memory") { mlockall(Int32(MCL_CURRENT | MCL_ONFAULT)) }
    }

    @discardableResult
    private mutating func attempt(_ what: String, _ call: () -> Int32) -> Bool {
        guard call() != 0 else { return true }
        refusals.append(SystemError(what, errno))
        return false
    }
}
