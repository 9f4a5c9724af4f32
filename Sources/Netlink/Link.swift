public import Addressing

/// A network interface as the kernel reports it.
public struct Link: Hashable, Sendable {
    /// Its number in the network namespace, from 1.
    public let index: Int32
    public let name: InterfaceName
    /// The link-layer address if it is one of six bytes, as on anything like an Ethernet.
    public let macAddress: MACAddress?
    /// Whether someone switched it on (`IFF_UP`).
    public let isUp: Bool
    /// Whether it has carrier (`IFF_LOWER_UP`); never while it is switched off.
    public let hasCarrier: Bool
    public let operationalState: OperationalState
    /// In bytes.
    public let mtu: UInt32
    /// What the interface is if it is virtual; nil for a physical one and for loopback.
    public let kind: LinkKind?
    /// The interface this one is a port of (`master`): its bridge or its VRF.
    public let controllerIndex: Int32?

    /// RFC 2863 §3.1.14 (`IF_OPER_…`, linux/if.h).
    public enum OperationalState: UInt8, Hashable, Sendable, CaseIterable {
        /// Also what a driver that does not say leaves it at; loopback's, for one.
        case unknown
        case notPresent
        case down
        case lowerLayerDown
        case testing
        case dormant
        case up
    }

    public init(
        index: Int32, name: InterfaceName, macAddress: MACAddress?, isUp: Bool, hasCarrier: Bool,
        operationalState: OperationalState, mtu: UInt32, kind: LinkKind?, controllerIndex: Int32?
    ) {
        self.index = index
        self.name = name
        self.macAddress = macAddress
        self.isUp = isUp
        self.hasCarrier = hasCarrier
        self.operationalState = operationalState
        self.mtu = mtu
        self.kind = kind
        self.controllerIndex = controllerIndex
    }
}
