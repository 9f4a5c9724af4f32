import BFD

/// A report that is put together over some turns of the packet loop: to copy what thousands of
/// sessions have to tell takes milliseconds, for which no packet shall wait.
struct ReportInProgress {
    /// So many sessions a turn: some ten microseconds.
    private static let slice = 64

    private var unasked: ArraySlice<SessionID> = []
    private var told: [SessionStatus] = []
    private var hasBegun = false

    /// Takes another slice from `table`; returns all of them when it was the last.
    mutating func advance(_ table: borrowing SessionTable) -> [SessionStatus]? {
        if !hasBegun {
            unasked = table.sessions(.all)[...]
            told.reserveCapacity(unasked.count)
            hasBegun = true
        }
        for session in unasked.prefix(Self.slice) {
            // It may have gone since the first slice.
            if let status = table.status(of: session) { told.append(status) }
        }
        unasked = unasked.dropFirst(Self.slice)
        guard unasked.isEmpty else { return nil }
        defer { self = ReportInProgress() }
        return told
    }
}
