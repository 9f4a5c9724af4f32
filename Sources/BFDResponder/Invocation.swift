import Addressing
import BFDControl

/// What the command line says: OpenBFDD's options, which `bfdd` takes too.
struct Invocation: Sendable {
    /// By which name the program was called.
    enum Name: String {
        /// Lives in the foreground and takes its sessions from the environment.
        case bfdd
        /// OpenBFDD's daemon: goes to the background unless told otherwise, begins without sessions,
        /// and does not look at the environment.
        case beacon = "bfdd-beacon"
    }

    let name: Name

    /// Empty if there is no such option.
    private(set) var addresses: [IPAddress] = []

    /// Never empty.
    private(set) var control: [ControlAddress] = []

    private(set) var isForeground: Bool
    private(set) var asksVersion = false

    /// Reads the arguments, which have the program's path in front, or says what is wrong.
    init(_ arguments: [String]) throws(Usage) {
        let program = arguments.first?.split(separator: "/").last.map(String.init) ?? ""
        name = Name(rawValue: program) ?? .bfdd
        isForeground = name == .bfdd
        for argument in arguments.dropFirst() {
            let parts = argument.split(separator: "=", maxSplits: 1).map(String.init)
            let value = parts.count == 2 ? parts[1] : ""
            switch parts.first ?? "" {
            // Lines go to standard error whenever there is one, so there is nothing to tee.
            case "--tee" where parts.count == 1, "--notee" where parts.count == 1: break
            case "--nofork" where parts.count == 1: isForeground = true
            case "--version" where parts.count == 1: asksVersion = true
            case "--listen": addresses.append(try Self.address(value))
            case "--control": control.append(try Self.control(value))
            default:
                throw Usage("Unrecognized \(name.rawValue) command line option \(argument).")
            }
        }
        if control.isEmpty { control = [.standard, .alternate] }
    }

    private static func address(_ value: String) throws(Usage) -> IPAddress {
        guard !value.isEmpty else {
            throw Usage(
                "--listen must be followed by an '=' and a ip address (may be 0.0.0.0 or ::).")
        }
        guard let address = IPAddress(value) else {
            throw Usage("--listen address <\(value)> is not an IPv4 or IPv6 address.")
        }
        return address
    }

    private static func control(_ value: String) throws(Usage) -> ControlAddress {
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
}

/// A command line that makes no sense.
struct Usage: Error, Hashable {
    let text: String

    init(_ text: String) {
        self.text = text
    }
}
