import BFDControl
import Glibc

/// `bfdd-control`: asks the daemon of this network namespace and prints what it says.
///
/// It is run by probes every few seconds under a CPU limit of a twentieth of a core, so it starts
/// nothing: no concurrency runtime, no argument library, no Foundation.
@main
struct Control {
    static func main() {
        exit(run(Array(CommandLine.arguments.dropFirst())) ? EXIT_SUCCESS : EXIT_FAILURE)
    }

    /// Whether the daemon answered and did not say no.
    private static func run(_ arguments: [String]) -> Bool {
        do throws(Usage) {
            let invocation = try Invocation(arguments)
            return try invocation.run()
        } catch {
            Terminal.complain(error.text)
            return false
        }
    }
}
