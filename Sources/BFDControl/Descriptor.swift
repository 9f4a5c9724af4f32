import CLinux
import Glibc

/// A file descriptor with one owner, which closes it when it goes out of scope.
package struct Descriptor: ~Copyable {
    package let value: Int32

    /// Takes over what a system call returned, or says which one failed.
    package init(owning result: Int32, _ request: @autoclosure () -> String) throws(SystemError) {
        guard result >= 0 else { throw SystemError(request(), errno) }
        value = result
    }

    deinit {
        close(value)
    }

    /// Gives the descriptor away, open.
    package consuming func release() -> Int32 {
        let value = value
        discard self
        return value
    }
}
