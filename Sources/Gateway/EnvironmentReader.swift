/// Reads typed values out of environment variables and keeps every problem it meets.
///
/// A variable that is empty, or nothing but white space, counts as not set: Kube-OVN sets the
/// variables of a family that the external network lacks to the empty string.
struct EnvironmentReader {
    private let environment: [String: String]
    private let readFile: (String) throws -> String

    private(set) var problems: [Problem] = []

    /// One entry of a list, and its line in a file.
    private struct Entry {
        let text: Substring
        let line: Int?
    }

    /// A list that is longer is a mistake, and would take the kernel's time and memory.
    static let mostEntries = 100_000

    /// So many wrong entries of one list are named; a file of something else has thousands.
    private static let mostProblemsOfList = 20

    init(_ environment: [String: String], readFile: @escaping (String) throws -> String) {
        self.environment = environment
        self.readFile = readFile
    }

    func isSet(_ variable: Variable) -> Bool {
        text(variable) != nil
    }

    mutating func report(_ variable: Variable, takes: String) {
        let finding = text(variable).map { Problem.Finding.value(String($0)) } ?? .absent
        problems.append(Problem(variable: variable.rawValue, finding: finding, takes: takes))
    }

    mutating func reportUnknown() {
        for name in Variable.unknown(in: environment) {
            problems.append(
                Problem(
                    variable: name, finding: .value(environment[name] ?? ""),
                    takes: "no value: no variable of that name is known"))
        }
    }

    /// The value of `variable`, or nil if it is not set or not what `parse` takes.
    mutating func one<Value>(
        _ variable: Variable, _ takes: String, parse: (Substring) -> Value?
    ) -> Value? {
        guard let text = text(variable) else { return nil }
        guard let value = parse(text) else {
            report(variable, takes: takes)
            return nil
        }
        return value
    }

    mutating func flag(_ variable: Variable, default fallback: Bool) -> Bool {
        one(variable, "true or false") { text in
            switch text.lowercased() {
            case "true": true
            case "false": false
            default: nil
            }
        } ?? fallback
    }

    /// The entries of `variable`, separated by commas, and of the file that `file` names, where
    /// an entry may also end with its line and `#` begins a comment.
    mutating func list<Value>(
        _ variable: Variable, file: Variable, _ takes: String, parse: (Substring) -> Value?
    ) -> [Value] {
        var values: [Value] = []
        if let text = text(variable) {
            let entries = Self.entries(of: text, line: nil)
            values += self.values(of: variable, entries, takes, parse)
        }
        if let path = text(file), let content = contents(of: String(path), file) {
            let lines = content.utf8.split(
                separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
            let entries = lines.enumerated().flatMap { index, line in
                let uncommented = line.prefix { $0 != UInt8(ascii: "#") }
                return Self.entries(of: Substring(uncommented), line: index + 1)
            }
            values += self.values(of: file, entries, takes, parse)
        }
        if values.count > Self.mostEntries {
            report(
                isSet(file) ? file : variable,
                takes: "at most \(Self.mostEntries) entries, not \(values.count)")
        }
        return values
    }

    private mutating func values<Value>(
        of variable: Variable, _ entries: [Entry], _ takes: String, _ parse: (Substring) -> Value?
    ) -> [Value] {
        var values: [Value] = []
        var wrong: [Entry] = []
        for entry in entries {
            if let value = parse(entry.text) { values.append(value) } else { wrong.append(entry) }
        }
        for entry in wrong.prefix(Self.mostProblemsOfList) {
            let text = String(entry.text)
            let finding = entry.line.map { Problem.Finding.line($0, text) } ?? .entry(text)
            problems.append(
                Problem(variable: variable.rawValue, finding: finding, takes: takes))
        }
        if wrong.count > Self.mostProblemsOfList {
            problems.append(
                Problem(
                    variable: variable.rawValue,
                    finding: .more(wrong.count - Self.mostProblemsOfList), takes: takes))
        }
        return values
    }

    private static func entries(of text: Substring, line: Int?) -> [Entry] {
        text.utf8.split(separator: UInt8(ascii: ",")).compactMap { part in
            let text = trimmed(Substring(part))
            return text.isEmpty ? nil : Entry(text: text, line: line)
        }
    }

    private mutating func contents(of path: String, _ variable: Variable) -> String? {
        do {
            return try readFile(path)
        } catch {
            report(variable, takes: "the path of a file that can be read as UTF-8 (\(error))")
            return nil
        }
    }

    private func text(_ variable: Variable) -> Substring? {
        guard let value = environment[variable.rawValue] else { return nil }
        let trimmed = Self.trimmed(value[...])
        return trimmed.isEmpty ? nil : trimmed
    }

    /// `text` without the ASCII white space at both ends.
    private static func trimmed(_ text: Substring) -> Substring {
        func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || (0x09...0x0d).contains(byte) }
        let bytes = text.utf8.drop(while: isSpace)
        guard let last = bytes.lastIndex(where: { !isSpace($0) }) else { return "" }
        return Substring(bytes[...last])
    }
}
