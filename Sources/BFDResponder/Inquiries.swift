/// Who waits for a report of the packet thread.
///
/// However many ask, one order is under way at a time, and an answer is never older than its
/// question: those who come while one is under way share the next.
struct Inquiries<Asker> {
    private var asked: [Asker] = []
    private var waiting: [Asker] = []
    private var isUnderWay = false

    /// Adds somebody who asks; returns whether a report must be ordered now.
    mutating func add(_ asker: Asker) -> Bool {
        guard !isUnderWay else {
            waiting.append(asker)
            return false
        }
        asked.append(asker)
        isUnderWay = true
        return true
    }

    /// Returns whom a report that has come answers, and whether another must be ordered now.
    mutating func takeAnswered() -> (askers: [Asker], isMoreWanted: Bool) {
        defer {
            asked = waiting
            waiting = []
            isUnderWay = !asked.isEmpty
        }
        return (asked, !waiting.isEmpty)
    }
}
