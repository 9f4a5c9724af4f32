import Addressing
import BFD
import BFDControl
import CLinux
import Glibc
import Logging

/// `bfdd`: answers BFD for a gateway, as process 1 of its container or as OpenBFDD's daemon.
@main
struct BFDResponder {
    static func main() {
        do {
            let invocation = try Invocation(CommandLine.arguments)
            if invocation.asksVersion {
                print("\(invocation.name.rawValue) version \(Version.current)")
            } else {
                try run(invocation)
            }
        } catch {
            complain("\(error)")
            exit(status(for: error, of: CommandLine.arguments))
        }
    }

    private static func run(_ invocation: Invocation) throws {
        let settings = try settings(of: invocation)
        let policy = PeerPolicy(
            addresses: settings.addresses, pairs: settings.pairs,
            minimumTimeToLive: settings.minimumTimeToLive)
        let receivers = try policy.addresses.map { address in
            try Receiver.listen(on: address, minimumTimeToLive: policy.leastTimeToLive)
        }
        let bound = receivers.map(\.address)
        let server = try ControlServer.listen(on: invocation.control)
        if !invocation.isForeground {
            // All that can fail has been done, so the exit status tells.
            guard linux_daemonize() == 0 else { throw Usage("Failed to daemonize. Exiting.") }
        }
        let signals = try Signals()
        let usesSyslog = !invocation.isForeground
        let journal = Journal(
            Logger(label: "bfdd") { _ in LineLog(usesSyslog: usesSyslog) })
        for warning in settings.warnings { journal.write(.warn, .warning, "\(warning)") }
        raiseDescriptorLimit()

        let orders = try Mailbox<Order>(capacity: 1_024)
        let events = try Mailbox<Event>(capacity: 8_192)
        let identity = PathIdentity.ofThisBoot()
        let table = SessionTable(
            defaults: settings.defaults, isReady: true, seed: .random(in: .min ... .max),
            discriminator: identity.discriminator(of:))
        _ = orders.post(.keep(policy.configured(.current())))
        try PacketThread.start(
            PacketLoop(table, receivers, identity, orders: orders, events: events))

        journal.write(.app, .notice, "Started \(getpid())")
        for address in bound {
            journal.write(.app, .notice, "Listening for BFD connections on \(address)")
        }
        for address in invocation.control {
            journal.write(.app, .notice, "Listening for commands on \(address)")
        }
        var service = Service(
            policy, drainTime: settings.drainTime, server: server, signals: signals,
            orders: orders, events: events, journal: journal)
        service.run()
        journal.write(.app, .notice, "Shutdown \(getpid())")
    }

    private static func settings(of invocation: Invocation) throws -> Settings {
        switch invocation.name {
        case .bfdd:
            var settings = try Settings(environment: environment())
            if !invocation.addresses.isEmpty { settings.addresses = invocation.addresses }
            return settings
        case .beacon:
            let all = [IPAddress(.ipv4, value: 0), IPAddress(.ipv6, value: 0)]
            let own = invocation.addresses
            return Settings(addresses: own.isEmpty ? all : own)
        }
    }

    private static func environment() -> [String: String] {
        var environment: [String: String] = [:]
        for name in Settings.variables {
            environment[name] = getenv(name).map { String(cString: $0) }
        }
        return environment
    }

    /// Each session has a socket, and the usual limit of a thousand is for programs that use
    /// select(2).
    private static func raiseDescriptorLimit() {
        var limit = rlimit()
        guard getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0 else { return }
        limit.rlim_cur = limit.rlim_max
        setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
    }

    /// By sysexits.h, which `kubectl describe` shows; OpenBFDD's daemon knows only 1.
    private static func status(for error: any Error, of arguments: [String]) -> Int32 {
        let isBeacon = arguments.first?.hasSuffix(Invocation.Name.beacon.rawValue) == true
        if isBeacon { return EXIT_FAILURE }
        switch error {
        case is Usage: return EX_USAGE
        case is InvalidSettings: return EX_CONFIG
        case let error as SystemError where error.code == EPERM || error.code == EACCES:
            return EX_NOPERM
        default: return EX_OSERR
        }
    }

    private static func complain(_ text: String) {
        let line = Array("\(text)\n".utf8)
        _ = write(STDERR_FILENO, line, line.count)
    }
}

extension Usage: CustomStringConvertible {
    var description: String { text }
}
