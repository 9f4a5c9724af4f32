/// A command line that makes no sense, or a script that cannot be run.
struct Usage: Error {
    /// What to say, in OpenBFDD's words; without the last newline.
    let text: String

    init(_ text: String) {
        self.text = text
    }
}
