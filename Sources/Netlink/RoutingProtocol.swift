/// Who made a route or a rule (`rtm_protocol`, linux/rtnetlink.h).
public enum RoutingProtocol {
    /// The mark on everything this project makes (ADR-0003).
    public static let gateway: UInt8 = 201

    /// Made by the kernel itself, as a connected route is.
    public static let kernel: UInt8 = 2
    /// What `ip route add` gives by default.
    public static let boot: UInt8 = 3
    public static let `static`: UInt8 = 4
    /// Learnt from a router advertisement.
    public static let routerAdvertisement: UInt8 = 9
    public static let dhcp: UInt8 = 16

    /// The number as `ip` prints it.
    static func name(of number: UInt8) -> String {
        switch number {
        case kernel: "kernel"
        case boot: "boot"
        case `static`: "static"
        case routerAdvertisement: "ra"
        case dhcp: "dhcp"
        default: String(number)
        }
    }
}
