/// Which session is due first: a binary heap of deadlines that knows where each session stands.
///
/// Moving a deadline takes time in proportion to the logarithm of the number of sessions, and none
/// if the deadline did not change.
struct Schedule: Sendable {
    private var heap: [(deadline: Instant, slot: Int)] = []

    /// Where in ``heap`` a slot stands; -1 for one that is not in it.
    private var positions: [Int] = []

    /// The earliest deadline and whose it is.
    var first: (deadline: Instant, slot: Int)? { heap.first }

    /// Sets the deadline of `slot`, which may be new.
    mutating func set(_ deadline: Instant, for slot: Int) {
        while positions.count <= slot { positions.append(-1) }
        let position = positions[slot]
        guard position >= 0 else {
            heap.append((deadline, slot))
            rise(from: heap.count - 1)
            return
        }
        let previous = heap[position].deadline
        guard deadline != previous else { return }
        heap[position].deadline = deadline
        if deadline < previous { rise(from: position) } else { sink(from: position) }
    }

    mutating func remove(_ slot: Int) {
        let position = positions[slot]
        guard position >= 0 else { return }
        positions[slot] = -1
        let last = heap.removeLast()
        guard position < heap.count else { return }
        let removed = heap[position].deadline
        heap[position] = last
        if last.deadline < removed { rise(from: position) } else { sink(from: position) }
    }

    private mutating func rise(from start: Int) {
        let element = heap[start]
        var position = start
        while position > 0 {
            let parent = (position - 1) / 2
            guard element.deadline < heap[parent].deadline else { break }
            place(heap[parent], at: position)
            position = parent
        }
        place(element, at: position)
    }

    private mutating func sink(from start: Int) {
        let element = heap[start]
        var position = start
        while true {
            var child = 2 * position + 1
            guard child < heap.count else { break }
            if child + 1 < heap.count, heap[child + 1].deadline < heap[child].deadline {
                child += 1
            }
            guard heap[child].deadline < element.deadline else { break }
            place(heap[child], at: position)
            position = child
        }
        place(element, at: position)
    }

    private mutating func place(_ element: (deadline: Instant, slot: Int), at position: Int) {
        heap[position] = element
        positions[element.slot] = position
    }
}
