/// The kernel took every change, and still is not as planned: something else writes there too.
public struct NotInEffect: Error, Hashable, Sendable, CustomStringConvertible {
    public let changes: [Change]

    /// The commands that would mend it, behind a line that says so.
    public var description: String {
        "the kernel accepted everything and still differs; this would mend it:\n"
            + changes.map(\.description).joined(separator: "\n")
    }
}
