public import Addressing
public import BFD

/// What can be asked of the daemon over its control channel.
///
/// The grammar, and every reply to it, are OpenBFDD's byte for byte, because scripts and controllers
/// read them; what is ours has words of its own (``statusJSON`` to ``probe(_:)``).
public enum Request: Hashable, Sendable {
    case stop
    case version
    case connect(local: IPAddress, remote: IPAddress)
    case allow(IPAddress)
    case block(IPAddress)
    case log(LogRequest)
    case status(Selector, StatusFormat)
    case session(Selector, SessionRequest)
    /// `session new set …`: for later sessions.
    case defaults(SessionSetting)

    /// `status json`
    case statusJSON
    case peers
    /// A line for each transition, until the client goes.
    case watch
    case drain
    case undrain
    case probe(Probe)

    /// Understands the words of a command line.
    ///
    /// Only the first word may be in capitals; what follows a complete request is ignored.
    public init(words: [String]) throws(Rejection) {
        var words = Words(words)
        let command = words.next() ?? ""
        switch command.lowercased() {
        case "stop": self = .stop
        case "version": self = .version
        case "connect": self = try .connecting(&words)
        case "allow": self = .allow(try .allowed(&words))
        case "block": self = .block(try .blocked(&words))
        case "log": self = .log(try LogRequest(&words))
        case "status": self = try .status(&words)
        case "session": self = try .session(&words)
        case "peers": self = .peers
        case "watch": self = .watch
        case "drain": self = .drain
        case "undrain": self = .undrain
        case "probe": self = .probe(try Probe(&words))
        default: throw Rejection("Unknown command <\(command)>")
        }
    }

    private static func connecting(_ words: inout Words) throws(Rejection) -> Request {
        guard let first = words.next() else {
            throw Rejection("Must supply 'local ip remote ip' address pair.")
        }
        do throws(Rejection) {
            let (local, remote) = try addressPair(first, &words)
            return .connect(local: local, remote: remote)
        } catch {
            throw Rejection("'connect' must be followed by an ip pair. \(error.text)")
        }
    }

    private static func status(_ words: inout Words) throws(Rejection) -> Request {
        guard let first = words.next() else { return .status(.all, .short) }
        if first == "json" { return .statusJSON }
        let selector: Selector
        do throws(Rejection) {
            selector = try Selector(first, &words)
        } catch {
            throw Rejection(
                "Must supply 'all', session id or 'remote ip local ip' before other settings. "
                    + error.text)
        }
        return .status(selector, try StatusFormat(&words))
    }

    private static func session(_ words: inout Words) throws(Rejection) -> Request {
        let which = "'all', 'new', session id or 'remote ip local ip'"
        guard let first = words.next() else { throw Rejection("Must supply \(which).") }
        if first == "new" {
            let request = try SessionRequest(&words)
            guard case .set(let setting) = request else {
                throw Rejection("\(request.acknowledgement)\n'new' can only be used with 'set'.")
            }
            return .defaults(setting)
        }
        let selector: Selector
        do throws(Rejection) {
            selector = try Selector(first, &words)
        } catch {
            throw Rejection("Must supply \(which) before other settings. \(error.text)")
        }
        return .session(selector, try SessionRequest(&words))
    }
}

extension IPAddress {
    fileprivate static func allowed(_ words: inout Words) throws(Rejection) -> IPAddress {
        guard let word = words.next() else { throw Rejection("Must supply ip address.") }
        return try address(word)
    }

    fileprivate static func blocked(_ words: inout Words) throws(Rejection) -> IPAddress {
        guard let word = words.next() else {
            throw Rejection("Must supply an IPv4 or IPv6 address.")
        }
        return try address(word)
    }

    private static func address(_ word: String) throws(Rejection) -> IPAddress {
        guard let address = IPAddress(word) else {
            throw Rejection("Invalid IPv4 or IPv6 address <\(word)>.")
        }
        return address
    }
}
