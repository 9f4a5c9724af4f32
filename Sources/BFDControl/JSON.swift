/// A JSON value that prints itself (RFC 8259), without blanks and in the order in which it was made.
enum JSON {
    case null
    case bool(Bool)
    case integer(UInt64)
    case string(String)
    case array([JSON])
    case object(KeyValuePairs<String, JSON>)

    /// `null` if there is no number.
    static func number(_ number: UInt64?) -> JSON {
        if let number { .integer(number) } else { .null }
    }

    /// `number` must not be negative.
    static func number(_ number: some BinaryInteger) -> JSON {
        .integer(UInt64(number))
    }
}

extension JSON: CustomStringConvertible {
    var description: String {
        var text = ""
        write(to: &text)
        return text
    }

    private func write(to text: inout String) {
        switch self {
        case .null: text += "null"
        case .bool(let value): text += value ? "true" : "false"
        case .integer(let value): text += value.description
        case .string(let value): Self.write(value, to: &text)
        case .array(let values):
            text += "["
            for (index, value) in values.enumerated() {
                if index > 0 { text += "," }
                value.write(to: &text)
            }
            text += "]"
        case .object(let members):
            text += "{"
            for (index, member) in members.enumerated() {
                if index > 0 { text += "," }
                Self.write(member.key, to: &text)
                text += ":"
                member.value.write(to: &text)
            }
            text += "}"
        }
    }

    private static func write(_ value: String, to text: inout String) {
        text += "\""
        for scalar in value.unicodeScalars {
            switch scalar {
            case "\"": text += "\\\""
            case "\\": text += "\\\\"
            case "\u{00}"..."\u{1f}":
                let digits = String(scalar.value, radix: 16)
                text += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
            default: text.unicodeScalars.append(scalar)
            }
        }
        text += "\""
    }
}
