import FoundationEssentials
import Glibc

/// A file that holds a list.
enum TextFile {
    /// Why a file cannot be read.
    struct Unreadable: Error, CustomStringConvertible {
        let description: String
    }

    static func read(_ path: String) throws -> String {
        do {
            return try String(contentsOfFile: path, encoding: .utf8)
        } catch {
            let reason = (error as? CocoaError)?.underlying as? POSIXError
            guard let reason else { throw Unreadable(description: "it is not UTF-8") }
            throw Unreadable(description: unsafe String(cString: strerror(reason.code.rawValue)))
        }
    }
}
