/// Everything that is wrong with what the operator gave; nothing has been touched.
public struct InvalidSettings: Error, Hashable, Sendable, CustomStringConvertible {
    public let problems: [Problem]

    /// One line a problem.
    public var description: String {
        problems.map(\.description).joined(separator: "\n")
    }
}

/// One variable that can't be used: its name, what it was given, and what it takes.
public struct Problem: Hashable, Sendable, CustomStringConvertible {
    /// What was found under the name.
    public enum Finding: Hashable, Sendable {
        case absent
        case value(String)
        /// One entry of a list.
        case entry(String)
        /// One entry in a line of the file that the variable names; lines count from 1.
        case line(Int, String)
        /// So many entries of a list beside those that are named.
        case more(Int)
    }

    public let variable: String
    public let finding: Finding
    /// A phrase that completes "it takes …".
    public let takes: String

    public var description: String {
        let found =
            switch finding {
            case .absent: "is not set"
            case .value(let value): "is \(Self.quoted(value))"
            case .entry(let entry): "holds \(Self.quoted(entry))"
            case .line(let line, let entry): "holds \(Self.quoted(entry)) in line \(line)"
            case .more(let count): "holds \(count) more of that kind"
            }
        return "\(variable) \(found); it takes \(takes)"
    }

    /// The text on one line and of a bearable length, whatever it holds.
    private static func quoted(_ text: String) -> String {
        let shown = text.prefix(longestShown)
        return shown.debugDescription + (shown.endIndex == text.endIndex ? "" : "…")
    }

    /// In characters; the longest IPv6 prefix has 49.
    private static let longestShown = 80
}
