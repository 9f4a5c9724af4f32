import BFDControl
import CLinux
import Glibc
import Synchronization

/// Starts the packet loop on a thread of its own.
enum PacketThread {
    /// In bytes. The loop's frames are small; the default, 8 MiB, would count where memory is locked.
    private static let stackSize = 512 << 10

    static func start(_ loop: consuming sending PacketLoop) throws(SystemError) {
        let hold = Hold(loop)
        var attributes = pthread_attr_t()
        pthread_attr_init(&attributes)
        defer { pthread_attr_destroy(&attributes) }
        pthread_attr_setstacksize(&attributes, stackSize)
        pthread_attr_setdetachstate(&attributes, Int32(PTHREAD_CREATE_DETACHED))
        var thread = pthread_t()
        let argument = Unmanaged.passRetained(hold)
        let code = pthread_create(
            &thread, &attributes,
            { argument in
                guard let argument else { return nil }
                Unmanaged<Hold>.fromOpaque(argument).takeRetainedValue().run()
                return nil
            }, argument.toOpaque())
        guard code == 0 else {
            argument.release()
            throw SystemError("start a thread", code)
        }
    }

    /// Takes the loop from one thread to the other.
    private final class Hold: Sendable {
        private let loop: Mutex<PacketLoop?>

        init(_ loop: consuming sending PacketLoop) {
            self.loop = Mutex(loop)
        }

        func run() {
            loop.withLock { $0?.run() }
        }
    }
}
