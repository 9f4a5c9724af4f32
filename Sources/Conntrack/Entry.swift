public import Addressing

/// A flow that the kernel tracks.
public struct Entry: Hashable, Sendable {
    /// What tells this entry from a later one of the same flow.
    public let id: UInt32
    /// Packets of the direction that began the flow, as they come in.
    public let original: Tuple
    /// Packets of the other direction, as they come in: from the translated addresses.
    public let reply: Tuple
    public let status: Status
    /// The tracking zone; 0 unless a rule chose another.
    public let zone: UInt16

    /// `IPS_…` of linux/netfilter/nf_conntrack_common.h.
    public struct Status: OptionSet, Hashable, Sendable {
        public let rawValue: UInt32

        public init(rawValue: UInt32) {
            self.rawValue = rawValue
        }

        /// Packets went both ways.
        public static let seenReply = Status(rawValue: 1 << 1)
        /// Not to be dropped early when the table is full.
        public static let assured = Status(rawValue: 1 << 2)
        /// The first packet left, so the entry is in the table.
        public static let confirmed = Status(rawValue: 1 << 3)
        /// The source is translated.
        public static let sourceNAT = Status(rawValue: 1 << 4)
        /// The destination is translated.
        public static let destinationNAT = Status(rawValue: 1 << 5)
        /// The rules for source NAT were asked, whether or not one matched. A flow that began before
        /// there were any never asks them.
        public static let sourceNATDone = Status(rawValue: 1 << 7)
        /// Likewise for destination NAT.
        public static let destinationNATDone = Status(rawValue: 1 << 8)
    }

    public init(id: UInt32, original: Tuple, reply: Tuple, status: Status, zone: UInt16 = 0) {
        self.id = id
        self.original = original
        self.reply = reply
        self.status = status
        self.zone = zone
    }

    public var family: IPAddress.Family { original.source.family }

    public var protocolNumber: UInt8 { original.protocolNumber }
}
