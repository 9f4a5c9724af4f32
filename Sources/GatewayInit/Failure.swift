import Conntrack
import Gateway
import Glibc
import NFTables
import Netlink
import Sysctl

/// Why the program ends without having done its work: a text for people, a status for machines.
struct Failure: Error {
    /// A line a problem.
    let text: String

    /// As in sysexits(3).
    let status: Int32

    init(_ error: any Error) {
        text = "\(error)"
        status =
            switch error {
            case is InvalidSettings: 78
            case is NotInEffect: 70
            case let error as NetlinkError where error.isPermissionDenied: 77
            case let error as NFTError where error.isPermissionDenied: 77
            case let error as ConntrackError where error.isPermissionDenied: 77
            case let error as SysctlError where error.isPermissionDenied: 77
            default: 71
            }
    }

    /// Writes the text where people look for it, and where Kubernetes does.
    func tell() {
        let lines = text.split(separator: "\n").map { "gateway-init: \($0)\n" }.joined()
        let bytes = Array(lines.utf8)
        _ = unsafe write(STDERR_FILENO, bytes, bytes.count)
        TerminationLog.write(lines)
    }
}
