import Glibc

/// Standard output and standard error.
enum Terminal {
    static func write(_ text: String) {
        write(Array(text.utf8)[...], to: STDOUT_FILENO)
    }

    /// Writes a line to standard error.
    static func complain(_ text: String) {
        write(Array("\(text)\n".utf8)[...], to: STDERR_FILENO)
    }

    fileprivate static func write(_ bytes: ArraySlice<UInt8>, to descriptor: Int32) {
        var rest = bytes
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
            // Nobody reads any more: there is nothing left to do here.
            guard count > 0 else { exit(EXIT_FAILURE) }
            rest = rest.dropFirst(count)
        }
    }

    /// A reply on its way to standard output.
    struct Output {
        /// Whether each line gets three blanks in front.
        let isIndented: Bool
        private var isAtLineStart = true

        init(isIndented: Bool) {
            self.isIndented = isIndented
        }

        mutating func write(_ bytes: ArraySlice<UInt8>) {
            guard isIndented else { return Terminal.write(bytes, to: STDOUT_FILENO) }
            var indented: [UInt8] = []
            for byte in bytes {
                if isAtLineStart { indented += Array("   ".utf8) }
                indented.append(byte)
                isAtLineStart = byte == UInt8(ascii: "\n")
            }
            Terminal.write(indented[...], to: STDOUT_FILENO)
        }
    }
}
