import BFDControl
import CLinux
import Glibc
import Synchronization

/// What one thread leaves for another, in order, and a descriptor that tells it.
final class Mailbox<Element: Sendable>: Sendable {
    private let elements = Mutex<[Element]>([])
    private let bell: Descriptor
    private let capacity: Int

    init(capacity: Int) throws(SystemError) {
        self.capacity = capacity
        bell = try Descriptor(
            owning: eventfd(0, Int32(EFD_CLOEXEC | EFD_NONBLOCK)), "create an event descriptor")
    }

    /// Readable when something is there.
    var descriptor: Int32 { bell.value }

    /// Leaves `element`; false if there is no room.
    func post(_ element: Element) -> Bool {
        let isPosted = elements.withLock { Self.append([element], to: &$0, capacity) }
        ring()
        return isPosted
    }

    /// Leaves all of `batch` and empties it, unless the other end is looking just now or there is no
    /// room: then nothing happens. It never waits.
    func postWithoutWaiting(_ batch: inout [Element]) {
        let isPosted = elements.withLockIfAvailable { Self.append(batch, to: &$0, capacity) }
        guard isPosted == true else { return }
        batch.removeAll(keepingCapacity: true)
        ring()
    }

    /// Takes what is there.
    func take() -> [Element] {
        silence()
        return elements.withLock { Self.empty(&$0) }
    }

    /// Takes what is there; nothing if the other end is leaving something just now, which will be
    /// told in a moment. It never waits.
    func takeWithoutWaiting() -> [Element] {
        silence()
        return elements.withLockIfAvailable { Self.empty(&$0) } ?? []
    }

    private static func append(
        _ batch: [Element], to elements: inout [Element], _ capacity: Int
    ) -> Bool {
        guard elements.count + batch.count <= capacity else { return false }
        elements += batch
        return true
    }

    private static func empty(_ elements: inout [Element]) -> [Element] {
        defer { elements = [] }
        return elements
    }

    private func ring() {
        eventfd_write(bell.value, 1)
    }

    private func silence() {
        var count: eventfd_t = 0
        eventfd_read(bell.value, &count)
    }
}
