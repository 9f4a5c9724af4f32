import BFDControl
import CLinux
import Glibc

/// The signals that the daemon answers to, as something to be read.
struct Signals: ~Copyable {
    /// What a signal means here.
    enum Meaning {
        case leave
        case childEnded
    }

    private let queue: Descriptor

    /// Takes the signals from the calling thread and from all that it starts later.
    init() throws(SystemError) {
        // A reader that goes away is an error of a write, not the end of the gateway.
        signal(SIGPIPE, SIG_IGN)
        // A terminal that goes away is none of a daemon's business.
        signal(SIGHUP, SIG_IGN)
        var set = sigset_t()
        sigemptyset(&set)
        for number in [SIGTERM, SIGINT, SIGCHLD] { sigaddset(&set, number) }
        pthread_sigmask(SIG_BLOCK, &set, nil)
        queue = try Descriptor(
            owning: signalfd(-1, &set, Int32(SFD_CLOEXEC | SFD_NONBLOCK)), "take signals")
    }

    /// Readable when a signal has come.
    var descriptor: Int32 { queue.value }

    /// The next signal that has come; `nil` if there is none.
    func next() -> Meaning? {
        var information = signalfd_siginfo()
        let size = MemoryLayout<signalfd_siginfo>.size
        guard read(queue.value, &information, size) == size else { return nil }
        return information.ssi_signo == UInt32(SIGCHLD) ? .childEnded : .leave
    }

    /// Buries what has died: as process 1 the daemon inherits every orphan.
    static func reap() {
        while waitpid(-1, nil, WNOHANG) > 0 {}
    }
}
