import BFDControl
import Glibc

/// `gateway-probe startup|live|ready`: asks the daemon, says why in one line, and exits 0 or 1.
///
/// The daemon decides; this only carries the question, so that it costs about a millisecond.
@main
struct Probe {
    static func main() {
        let words = Array(CommandLine.arguments.dropFirst())
        guard words.count == 1, BFDControl.Probe(rawValue: words[0]) != nil else {
            say("usage: gateway-probe startup|live|ready", on: STDERR_FILENO)
            exit(EX_USAGE)
        }
        var reply: [UInt8] = []
        do throws(ControlFailure) {
            let client = try ControlClient.connect(to: .standard)
            let isGood = try client.ask(["probe", words[0]]) { reply += $0 }
            say(String(decoding: reply, as: UTF8.self), on: STDOUT_FILENO)
            exit(isGood ? EXIT_SUCCESS : EXIT_FAILURE)
        } catch {
            say("no: \(error)", on: STDOUT_FILENO)
            exit(EXIT_FAILURE)
        }
    }

    private static func say(_ text: String, on descriptor: Int32) {
        let line = text.hasSuffix("\n") ? text : text + "\n"
        _ = line.utf8.withContiguousStorageIfAvailable {
            write(descriptor, $0.baseAddress, $0.count)
        }
    }
}
