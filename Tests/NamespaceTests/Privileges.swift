import CLinux
import Foundation

/// Runs `body` with no capability in effect on the calling thread, as for an ordinary user, and
/// puts them back.
func withoutCapabilities<Result>(_ body: () throws -> Result) throws -> Result {
    guard linux_set_capabilities_effective(false) == 0 else { throw POSIXError.last }
    let result = Swift.Result { try body() }
    guard linux_set_capabilities_effective(true) == 0 else { throw POSIXError.last }
    return try result.get()
}
