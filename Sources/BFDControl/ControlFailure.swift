import Glibc

/// Why there is no whole reply.
public enum ControlFailure: Error, Hashable, Sendable {
    /// With an `errno`.
    case connecting(ControlAddress, Int32)
    /// With an `errno`.
    case sending(Int32)
    /// The request has more bytes than the channel takes, or a word holds a zero byte.
    case tooLong
    /// The daemon did not answer in time.
    case late(ControlAddress)
    /// The daemon went away before the end of its reply.
    case brokenOff(ControlAddress)
}

extension ControlFailure: CustomStringConvertible {
    /// One line. The first, second and third cases are OpenBFDD's texts.
    public var description: String {
        switch self {
        case .connecting(let address, let code):
            "Error connecting to beacon on \(address): \(String(cString: strerror(code)))"
        case .sending(let code):
            "Error sending command to beacon: \(String(cString: strerror(code)))"
        case .tooLong: "Command too long. Not Sent."
        case .late(let address): "No answer from beacon on \(address) within 5 seconds."
        case .brokenOff(let address):
            "Beacon on \(address) closed the connection without a complete reply."
        }
    }
}
