import BFD

/// How long a session was in a state.
struct StateSpan: Hashable {
    let state: State
    let isForced: Bool
    let length: Interval
}

extension StateSpan: CustomStringConvertible {
    /// `Up(00:00:14.056) `, with the blank behind, or `Down/F(…) ` if an operator held it: hours,
    /// all the minutes there are, and the seconds of the last minute.
    var description: String {
        let milliseconds = length.nanoseconds / 1_000_000
        let seconds = milliseconds / 1_000
        let hours = (seconds / 3_600).padded(to: 2)
        let minutes = (seconds / 60).padded(to: 2)
        let rest = "\((seconds % 60).padded(to: 2)).\((milliseconds % 1_000).padded(to: 3))"
        return "\(state)\(isForced ? "/F" : "")(\(hours):\(minutes):\(rest)) "
    }
}

extension SessionStatus {
    /// The present state and those before it, newest first, as far back as their beginnings are
    /// remembered.
    ///
    /// Init counts as the Down that it came from, as people mean it.
    func spans(until now: Instant) -> [StateSpan] {
        var spans: [StateSpan] = []
        var end = now
        var begin = since
        var state = self.state.withoutInit
        var isForced = isForced
        for age in 0..<history.count {
            guard let transition = history[age] else { break }
            begin = transition.time
            let earlier = transition.from.withoutInit
            guard earlier != state else { continue }
            spans.append(StateSpan(state: state, isForced: isForced, length: end.since(begin)))
            end = begin
            state = earlier
            isForced = history[age + 1]?.isForced ?? false
        }
        if spans.isEmpty {
            spans.append(StateSpan(state: state, isForced: isForced, length: end.since(begin)))
        }
        return spans
    }
}

extension State {
    fileprivate var withoutInit: State { self == .initializing ? .down : self }
}
