extension IPAddress {
    /// Reads the text forms of `inet_pton(3)`: four decimal bytes without leading zeros, or
    /// RFC 4291 §2.2 in full, an embedded IPv4 address included. A zone (`%eth0`) is refused.
    public init?(_ text: some StringProtocol) {
        let text = String(text)
        self.init(reading: text.utf8.span)
    }

    /// In one pass over the bytes and without an array: a gateway may start with thousands of them.
    init?(reading text: Span<UInt8>) {
        if text.indices.contains(where: { text[$0] == UInt8(ascii: ":") }) {
            guard let value = Self.ipv6(text) else { return nil }
            self.init(.ipv6, value: value)
        } else {
            guard let value = Self.ipv4(text) else { return nil }
            self.init(.ipv4, value: UInt128(value))
        }
    }

    private static func ipv4(_ text: Span<UInt8>) -> UInt32? {
        var value: UInt32 = 0
        var dots = 0
        var byte: UInt32 = 0
        var digits = 0
        for index in text.indices {
            if text[index] == UInt8(ascii: ".") {
                guard digits > 0, dots < 3 else { return nil }
                value = value << 8 | byte
                dots += 1
                byte = 0
                digits = 0
            } else {
                // A leading zero might be meant as octal.
                guard let digit = decimalDigit(text[index]), digits == 0 || byte > 0 else {
                    return nil
                }
                byte = byte * 10 + digit
                digits += 1
                guard byte <= 255 else { return nil }
            }
        }
        guard digits > 0, dots == 3 else { return nil }
        return value << 8 | byte
    }

    private static func ipv6(_ text: Span<UInt8>) -> UInt128? {
        let colon = UInt8(ascii: ":")
        var value: UInt128 = 0
        var groups = 0
        // How many groups stand before "::", which may stand once.
        var head: Int?
        var index = 0

        // A single colon begins no address.
        if text[0] == colon {
            guard text.count > 1, text[1] == colon else { return nil }
            head = 0
            index = 2
        }
        while index < text.count {
            let start = index
            var group: UInt128 = 0
            while index < text.count, let digit = hexadecimalDigit(text[index]) {
                group = group << 4 | digit
                index += 1
                guard index - start <= 4 else { return nil }
            }
            if index < text.count, text[index] == UInt8(ascii: ".") {
                guard groups <= 6, let last = ipv4(text.extracting(start...)) else { return nil }
                value = value << 32 | UInt128(last)
                groups += 2
                break
            }
            guard index > start, groups < 8 else { return nil }
            value = value << 16 | group
            groups += 1

            guard index < text.count else { break }
            // A colon, and then a group or another colon.
            guard text[index] == colon, index + 1 < text.count else { return nil }
            index += 1
            if text[index] == colon {
                guard head == nil else { return nil }
                head = groups
                index += 1
            }
        }

        guard let head else { return groups == 8 ? value : nil }
        // "::" stands for at least one group (RFC 4291 §2.2).
        guard groups <= 7 else { return nil }
        let tail = (groups - head) * 16
        let front = value >> tail
        let back = value & ~(UInt128.max << tail)
        return front << ((8 - head) * 16) | back
    }

    private static func decimalDigit(_ character: UInt8) -> UInt32? {
        switch character {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): UInt32(character - UInt8(ascii: "0"))
        default: nil
        }
    }

    private static func hexadecimalDigit(_ character: UInt8) -> UInt128? {
        switch character {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): UInt128(character - UInt8(ascii: "0"))
        case UInt8(ascii: "a")...UInt8(ascii: "f"): UInt128(character - UInt8(ascii: "a") + 10)
        case UInt8(ascii: "A")...UInt8(ascii: "F"): UInt128(character - UInt8(ascii: "A") + 10)
        default: nil
        }
    }
}
