/// The words of a request that are yet to be read, from first to last.
struct Words {
    private var rest: ArraySlice<String>

    init(_ words: [String]) {
        rest = words[...]
    }

    /// Takes the next word; `nil` at the end.
    mutating func next() -> String? {
        rest.popFirst()
    }
}
