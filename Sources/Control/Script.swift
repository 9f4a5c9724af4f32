import Glibc

/// A file with a request on each line; empty lines and those that begin with `#` say nothing.
struct Script {
    private let path: String
    private let lines: [Substring]

    /// Says which file it is, and reads it.
    init(path: String) throws(Usage) {
        Terminal.write("Running script from file <\(path)>\n")
        self.path = path
        guard let file = fopen(path, "re") else {
            throw Usage(
                "Failed to open file <\(path)> : \(String(cString: strerror(errno)))\n"
                    + "Script load failed.")
        }
        defer { fclose(file) }
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 4_096)
        while case let count = fread(&buffer, 1, buffer.count, file), count > 0 {
            bytes += buffer[..<count]
        }
        lines = String(decoding: bytes, as: UTF8.self)
            .split(separator: "\n", omittingEmptySubsequences: false)
    }

    /// Asks for each line in turn, until one gets no reply; returns whether none got a no.
    func run(_ ask: ([String]) -> Bool?) throws(Usage) -> Bool {
        var isGood = true
        for line in lines where !line.hasPrefix("#") {
            let words = line.split { $0 == " " || $0 == "\t" }.map(String.init)
            if words.isEmpty { continue }
            Terminal.write(" Command <\(line)>\n")
            guard let answer = ask(words) else { throw Usage("Script load failed.") }
            isGood = isGood && answer
        }
        Terminal.write("Completed script from file <\(path)>\n")
        return isGood
    }
}
