/// The numbers of the routing tables that every network namespace has (linux/rtnetlink.h).
public enum RoutingTable {
    public static let `default`: UInt32 = 253
    public static let main: UInt32 = 254
    public static let local: UInt32 = 255

    /// The table as `ip` prints it: a name for these three, a number for any other.
    public static func name(of table: UInt32) -> String {
        switch table {
        case `default`: "default"
        case main: "main"
        case local: "local"
        default: String(table)
        }
    }
}
