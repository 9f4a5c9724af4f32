public import Addressing

/// An entry of the neighbour table: which station has an address.
public struct Neighbour: Hashable, Sendable {
    public let interfaceIndex: Int32
    public let address: IPAddress
    /// Nil while it is not known, and once resolution has failed.
    public let macAddress: MACAddress?
    public let state: State
    /// Whether it said it is a router (RFC 4861 §4.4).
    public let isRouter: Bool

    /// RFC 4861 §7.3.2 and the kernel's additions (`NUD_…`, linux/neighbour.h).
    public enum State: UInt16, Hashable, Sendable, CaseIterable {
        case none = 0
        case incomplete = 0x01
        case reachable = 0x02
        case stale = 0x04
        case delay = 0x08
        case probe = 0x10
        /// Nobody answered.
        case failed = 0x20
        /// No resolution takes place for it.
        case noARP = 0x40
        case permanent = 0x80
    }

    public init(
        interfaceIndex: Int32, address: IPAddress, macAddress: MACAddress?, state: State,
        isRouter: Bool = false
    ) {
        self.interfaceIndex = interfaceIndex
        self.address = address
        self.macAddress = macAddress
        self.state = state
        self.isRouter = isRouter
    }
}
