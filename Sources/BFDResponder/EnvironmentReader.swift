/// Reads values from environment variables and keeps every problem that it meets.
struct EnvironmentReader {
    /// Each as the name, what was given, and what it takes.
    private(set) var problems: [String] = []

    private let environment: [String: String]

    init(_ environment: [String: String]) {
        self.environment = environment
    }

    /// The value of a variable; the default if it is not set or empty, `nil` if it is no value.
    mutating func one<Value>(
        _ name: String, _ takes: String, default standard: Value, parse: (String) -> Value?
    ) -> Value? {
        let text = text(name)
        guard !text.isEmpty else { return standard }
        guard let value = parse(text) else {
            report("\(name) is \"\(environment[name] ?? "")\"; it takes \(takes)")
            return nil
        }
        return value
    }

    /// The values between commas; `nil` if there is none or one of them is no value.
    mutating func list<Value>(
        _ name: String, _ takes: String, parse: (String) -> Value?
    ) -> [Value]? {
        let parts = text(name).split(separator: ",").map { Self.trimmed($0) }.filter { !$0.isEmpty }
        guard !parts.isEmpty else {
            report("\(name) is not set; it takes \(takes)")
            return nil
        }
        let values = parts.compactMap(parse)
        guard values.count == parts.count else {
            report("\(name) is \"\(environment[name] ?? "")\"; it takes \(takes)")
            return nil
        }
        return values
    }

    mutating func report(_ problem: String) {
        problems.append(problem)
    }

    private func text(_ name: String) -> String {
        Self.trimmed(Substring(environment[name] ?? ""))
    }

    private static func trimmed(_ text: Substring) -> String {
        let start = text.drop(while: \.isWhitespace)
        return String(start.reversed().drop(while: \.isWhitespace).reversed())
    }
}
