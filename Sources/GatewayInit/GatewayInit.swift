import ArgumentParser
import FoundationEssentials
import Gateway

@main
struct GatewayInit: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "gateway-init",
        abstract: "Makes this network namespace the egress gateway of a VPC, then exits.",
        discussion: """
            Configured by environment variables: Kube-OVN's, and ours that begin with GATEWAY_. \
            docs/gateway-init.md lists them.

            Exit status: 0 done, 1 --check found a difference, 64 usage, 70 something else undoes \
            what was done, 71 the kernel refused, 77 a privilege is missing, 78 the environment is \
            wrong or does not fit this pod.
            """,
        version: "0.1.0")

    enum Mode: String, EnumerableFlag {
        case dryRun
        case check
        case remove

        static func help(for value: Mode) -> ArgumentHelp? {
            switch value {
            case .dryRun: "Print the plan as the commands it stands for and change nothing."
            case .check: "Print the commands that would mend what is not as planned; exit 1 if any."
            case .remove: "Take away what this program made."
            }
        }
    }

    @Flag var mode: Mode?

    /// Runs and exits; a failure is told on standard error and to Kubernetes.
    static func main() {
        do {
            var command = try parseAsRoot()
            try command.run()
        } catch let failure as Failure {
            failure.tell()
            Self.exit(withError: ExitCode(failure.status))
        } catch {
            Self.exit(withError: error)
        }
    }

    mutating func run() throws {
        do {
            switch mode {
            case nil: try Report.applying(try settings()).print()
            case .dryRun: print(try plan(), terminator: "")
            case .check: try check()
            case .remove: try remove()
            }
        } catch let error as ExitCode {
            throw error
        } catch {
            throw Failure(error)
        }
    }

    private func settings() throws -> Settings {
        try Settings(environment: ProcessInfo.processInfo.environment, readFile: TextFile.read)
    }

    private func plan() throws -> Plan {
        let settings = try settings()
        let kernel = try Kernel.open()
        return try Plan(settings, for: kernel.observeNetwork(for: settings))
    }

    private func check() throws {
        let settings = try settings()
        let kernel = try Kernel.open()
        let observed = try kernel.observe(for: settings)
        let changes = try Plan(settings, for: observed).changes(from: observed)
        print(changes.script, terminator: "")
        guard changes.isEmpty else { throw ExitCode(1) }
    }

    private func remove() throws {
        let changes = try Kernel.open().remove()
        for change in changes { print("\(change)") }
        print(changes.isEmpty ? "nothing of ours is here" : "removed")
    }
}
