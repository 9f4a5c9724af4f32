extension BinaryInteger {
    /// Decimal, with a comma before every third digit from the right.
    var withThousands: String {
        let digits = Array(magnitude.description)
        var text = self < 0 ? "-" : ""
        for (index, digit) in digits.enumerated() {
            if index > 0, (digits.count - index).isMultiple(of: 3) { text.append(",") }
            text.append(digit)
        }
        return text
    }

    /// Decimal, with zeros before it up to `width` digits; not for negative numbers.
    func padded(to width: Int) -> String {
        let digits = magnitude.description
        return String(repeating: "0", count: max(0, width - digits.count)) + digits
    }
}
