/// How a reply ends, and with it the client.
package enum ReplyEnd: UInt8, Hashable, Sendable {
    /// The request was answered, be it by a rejection.
    case answered = 1
    /// The answer is no, or the request could not be done.
    case failed = 2
}

/// The messages of the control channel.
///
/// The channel keeps message boundaries (`SOCK_SEQPACKET`), so a request is one message, whole or
/// not there: its words, each with a zero byte behind. A reply is one or more messages of text with
/// a byte in front: zero if more follow, or a ``ReplyEnd``. So a reply that breaks off is noticed.
enum Frame {
    /// In bytes, as OpenBFDD's.
    static let longestRequest = 1_024

    /// In bytes, the one in front included. It is small enough for a few to be under way to each client.
    static let longestMessage = 16_384

    /// `nil` if the request is too long or a word has a zero byte. Empty words are left out.
    static func request(_ words: [String]) -> [UInt8]? {
        var bytes: [UInt8] = []
        for word in words where !word.isEmpty {
            guard !word.utf8.contains(0) else { return nil }
            bytes += word.utf8
            bytes.append(0)
        }
        return bytes.count <= longestRequest ? bytes : nil
    }

    /// The words of a request; `nil` if the last has no zero byte behind it, or one is no UTF-8.
    static func words(of request: ArraySlice<UInt8>) -> [String]? {
        guard request.last == 0 else { return nil }
        var words: [String] = []
        for word in request.dropLast().split(separator: 0, omittingEmptySubsequences: false) {
            guard let text = String(validating: word, as: UTF8.self) else { return nil }
            words.append(text)
        }
        return words
    }

    /// The messages of a reply, in order; at least one.
    static func messages(_ text: String, _ end: ReplyEnd?) -> [[UInt8]] {
        var rest = Array(text.utf8)[...]
        var messages: [[UInt8]] = []
        repeat {
            let part = rest.prefix(longestMessage - 1)
            rest = rest.dropFirst(part.count)
            messages.append([rest.isEmpty ? end?.rawValue ?? 0 : 0] + part)
        } while !rest.isEmpty
        return messages
    }
}
