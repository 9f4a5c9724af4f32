import BFDControl
import Glibc

/// What the command line asks for.
struct Invocation {
    private let address: ControlAddress
    private let words: [String]

    /// Reads OpenBFDD's options, which come first, and the request behind them.
    init(_ arguments: [String]) throws(Usage) {
        var address: ControlAddress?
        var rest = arguments[...]
        while let option = rest.first, option.hasPrefix("--") {
            rest.removeFirst()
            let given = try Self.address(from: option)
            guard address == nil else {
                throw Usage("Only a single --altport or --control option is allowed.")
            }
            address = given
        }
        words = rest.filter { !$0.isEmpty }
        guard !words.isEmpty else {
            throw Usage("No command. Try \"man bfdd-control\" for a list of commands.")
        }
        self.address = address ?? .standard
    }

    private static func address(from option: String) throws(Usage) -> ControlAddress {
        if option == "--altport" { return .alternate }
        guard option == "--control" || option.hasPrefix("--control=") else {
            throw Usage("Unrecognized bfdd-control command line option \(option).")
        }
        let value = String(option.dropFirst("--control=".count))
        guard !value.isEmpty else {
            throw Usage("--control must be followed by an '=' and a ip address with a port.")
        }
        do throws(ControlAddress.Problem) {
            return try ControlAddress(value)
        } catch {
            switch error {
            case .address:
                throw Usage("--control address <\(value)> is not an IPv4 or IPv6 address.")
            case .port:
                throw Usage(
                    "--control address must have a port specified. "
                        + "The address <\(value)> does not contain a port.")
            }
        }
    }

    /// Whether the daemon answered and did not say no.
    func run() throws(Usage) -> Bool {
        if words[0] == "load" {
            guard words.count > 1 else { throw Usage("Must supply a script file after 'load'") }
            return try Script(path: words[1]).run { ask($0, indented: true) }
        }
        if words[0] == "version" { Terminal.write("bfdd-control v\(Version.current)\n") }
        return ask(words) ?? false
    }

    /// Prints the reply and returns whether it is not a no; `nil` if there is no whole reply.
    private func ask(_ words: [String], indented: Bool = false) -> Bool? {
        var output = Terminal.Output(isIndented: indented)
        do throws(ControlFailure) {
            let client = try ControlClient.connect(to: address)
            return try client.ask(words, following: words[0] == "watch") { output.write($0) }
        } catch {
            Terminal.complain(error.description)
            if case .connecting = error { Terminal.complain(Self.hint) }
            return nil
        }
    }

    /// What people run into: the channel belongs to a network namespace, and they are in another.
    private static var hint: String {
        var target = [CChar](repeating: 0, count: 64)
        let count = readlink("/proc/self/ns/net", &target, target.count)
        let bytes = target.prefix(max(0, count)).map(UInt8.init(bitPattern:))
        let namespace = String(decoding: bytes, as: UTF8.self)
        return "No bfdd listens in this network namespace (\(namespace)); "
            + "run bfdd-control in the gateway's, for example with \"ip netns exec\"."
    }
}
