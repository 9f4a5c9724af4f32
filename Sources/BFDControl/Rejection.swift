/// Why a request was not understood: what the daemon answers instead of doing it.
public struct Rejection: Error, Hashable, Sendable {
    /// One or more lines, without the last one's newline.
    public let text: String

    init(_ text: String) {
        self.text = text
    }
}
