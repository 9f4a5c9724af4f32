public import BFD

/// One value of a session's configuration.
public enum SessionSetting: Hashable, Sendable {
    /// In microseconds, not zero.
    case desiredMinTx(UInt32)
    /// In microseconds.
    case requiredMinRx(UInt32)
    /// Not zero.
    case detectMultiplier(UInt8)
    case controlPlaneIndependent(Bool)
    /// A workaround of OpenBFDD's for one peer, which a session that polls as RFC 5880 says does not
    /// need: understood and without effect.
    case adminUpPoll(Bool)

    init(_ words: inout Words) throws(Rejection) {
        let items = "'mintx', 'minrx', 'multi', 'cpi' or 'admin_up_poll'"
        guard let item = words.next() else {
            throw Rejection("Must supply item to set: \(items).")
        }
        switch item {
        case "mintx":
            let microseconds = try Self.interval(item, &words)
            guard microseconds != 0 else { throw Rejection("'set mintx' value can not be 0.") }
            self = .desiredMinTx(microseconds)
        case "minrx": self = .requiredMinRx(try Self.interval(item, &words))
        case "multi": self = .detectMultiplier(try Self.multiplier(&words))
        case "cpi": self = .controlPlaneIndependent(try Self.flag(item, &words))
        case "admin_up_poll": self = .adminUpPoll(try Self.flag(item, &words))
        default: throw Rejection("Unrecognized item to set <\(item)> use \(items).")
        }
    }

    /// Reads a number and its unit; the result is in microseconds.
    private static func interval(_ item: String, _ words: inout Words) throws(Rejection) -> UInt32 {
        let units = "'s', 'ms' or 'us'"
        guard let word = words.next() else {
            throw Rejection("Must supply value for 'set \(item)'.")
        }
        guard let number = Int(word) else {
            throw Rejection(
                "'set \(item)' value must be an integer followed by time unit : <\(word)>.")
        }
        guard number >= 0 else { throw Rejection("Negative values not allowed") }
        guard let unit = words.next() else {
            throw Rejection("Must supply a unit after the value \(word): \(units)")
        }
        let most = Int(UInt32.max)
        switch unit {
        case "s":
            guard number <= most / 1_000_000 else {
                throw Rejection(
                    "Value <\(word)> seconds is too large to be converted to microseconds.")
            }
            return UInt32(number * 1_000_000)
        case "ms":
            guard number <= most / 1_000 else {
                throw Rejection(
                    "Value <\(word)> milliseconds is too large to be converted to microseconds.")
            }
            return UInt32(number * 1_000)
        case "us":
            guard number <= most else {
                throw Rejection("Value <\(word)> microseconds is too large.")
            }
            return UInt32(number)
        default:
            throw Rejection("Unknown unit <\(unit)>. Use: \(units)")
        }
    }

    private static func multiplier(_ words: inout Words) throws(Rejection) -> UInt8 {
        guard let word = words.next() else {
            throw Rejection("Must supply value for 'set multi'.")
        }
        guard let number = Int(word), number >= 0 else {
            throw Rejection("Must supply an non-zero integer value for 'set multi'.")
        }
        guard number != 0 else { throw Rejection("'set multi' value can not be 0.") }
        guard let multiplier = UInt8(exactly: number) else {
            // OpenBFDD says this and goes on with the low eight bits.
            throw Rejection("Value for 'set multi is too large..")
        }
        return multiplier
    }

    private static func flag(_ item: String, _ words: inout Words) throws(Rejection) -> Bool {
        let problem = "Must supply 'yes' or 'no' for 'set \(item)'."
        guard let word = words.next() else { throw Rejection(problem) }
        guard let flag = Bool(yesOrNo: word) else {
            throw Rejection("\(problem) Unknown value <\(word)>.")
        }
        return flag
    }

    var acknowledgement: String {
        switch self {
        case .desiredMinTx(let value): "Attempting to set mintx to \(value.withThousands) us."
        case .requiredMinRx(let value): "Attempting to set minrx to \(value.withThousands) us."
        case .detectMultiplier(let value): "Attempting to set multi to \(value)."
        case .controlPlaneIndependent(let value):
            "Attempting to set control plane independent (C) bit to \(value ? "yes" : "no")."
        case .adminUpPoll(let value):
            "Attempting to \(value ? "enable" : "disable") admin_up_poll workaround."
        }
    }

    var command: Command? {
        switch self {
        case .desiredMinTx(let value): .setDesiredMinTx(value)
        case .requiredMinRx(let value): .setRequiredMinRx(value)
        case .detectMultiplier(let value): .setDetectMultiplier(value)
        case .controlPlaneIndependent(let value): .setControlPlaneIndependent(value)
        case .adminUpPoll: nil
        }
    }

    /// Puts the value where later sessions will find it.
    public func apply(to configuration: inout Configuration) {
        switch self {
        case .desiredMinTx(let value): configuration.desiredMinTx = value
        case .requiredMinRx(let value): configuration.requiredMinRx = value
        case .detectMultiplier(let value): configuration.detectMultiplier = value
        case .controlPlaneIndependent(let value): configuration.isControlPlaneIndependent = value
        case .adminUpPoll: break
        }
    }
}
