import CLinux
import Glibc

extension Descriptor {
    /// What an epoll instance says of one descriptor.
    struct Event {
        /// That which ``watch(_:_:_:isNew:)`` was given.
        let number: UInt64
        let flags: UInt32
    }

    /// For an epoll instance: waits for `events` of `descriptor`, which it will call `number`.
    func watch(
        _ descriptor: Int32, _ events: [EPOLL_EVENTS], _ number: UInt64
    ) throws(SystemError) {
        var event = epoll_event()
        event.events = events.reduce(0) { $0 | $1.rawValue }
        event.data.u64 = number
        try SystemError.check(
            epoll_ctl(value, EPOLL_CTL_ADD, descriptor, &event), "watch a descriptor")
    }

    /// For an epoll instance: some of what has happened, without waiting.
    func events() -> [Event] {
        var events = [32 of epoll_event](repeating: epoll_event())
        let count = withUnsafeMutablePointer(to: &events) { pointer in
            pointer.withMemoryRebound(to: epoll_event.self, capacity: 32) {
                epoll_wait(value, $0, 32, 0)
            }
        }
        return (0..<max(0, Int(count))).map { index in
            Event(number: events[index].data.u64, flags: events[index].events)
        }
    }
}
