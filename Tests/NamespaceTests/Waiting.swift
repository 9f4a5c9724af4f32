import Foundation
import Netlink

/// What was waited for did not come about.
struct NotInTime: Error {}

extension RouteMonitor {
    /// Waits until `condition` holds, and asks again whenever something changed.
    borrowing func wait(
        upTo limit: Duration = .seconds(10), until condition: () throws -> Bool
    ) throws {
        let end = ContinuousClock.now.advanced(by: limit)
        while try !condition() {
            let left = ContinuousClock.now.duration(to: end)
            guard left > .zero else { throw NotInTime() }
            var request = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
            poll(&request, 1, Int32(left / .milliseconds(1)) + 1)
            _ = try drain()
        }
    }
}
