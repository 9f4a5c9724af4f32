import Addressing
import CLibMNL
import CLibNFTnl

/// The kinds of sets that this module has, and what the kernel is told of each.
enum SetLayout: Hashable {
    /// An ``AddressSet``.
    case addresses(IPAddress.Family)
    /// A ``PortSet``.
    case ports
    /// An ``AddressPool``.
    case pool(IPAddress.Family)

    private static let all: [SetLayout] = [
        .addresses(.ipv4), .addresses(.ipv6), .ports, .pool(.ipv4), .pool(.ipv6),
    ]

    /// A data type by nft's number for it (`enum datatypes` of nftables) and its length in bytes.
    ///
    /// The kernel goes by the length. The number is for nft(8), to print by.
    struct DataType: Hashable {
        let number: UInt32
        let length: UInt32

        static let integer = DataType(number: 4, length: 4)
        static let inetService = DataType(number: 13, length: 2)

        static func address(_ family: IPAddress.Family) -> DataType {
            switch family {
            case .ipv4: DataType(number: 7, length: 4)
            case .ipv6: DataType(number: 8, length: 16)
            }
        }
    }

    var flags: UInt32 {
        switch self {
        case .addresses: NFT_SET_INTERVAL.rawValue
        case .ports: 0
        case .pool: NFT_SET_MAP.rawValue
        }
    }

    var key: DataType {
        switch self {
        case .addresses(let family): .address(family)
        case .ports: .inetService
        case .pool: .integer
        }
    }

    /// What a map's keys lead to.
    var data: DataType? {
        switch self {
        case .addresses, .ports: nil
        case .pool(let family): .address(family)
        }
    }
}

extension SetLayout {
    /// Writes what makes a set of this kind, but for the elements, of which there will be `count`.
    func put(
        in message: UnsafeMutablePointer<nlmsghdr>, name: String, count: Int,
        table: TableReference, id: UInt32
    ) {
        let set = allocated(nftnl_set_alloc())
        defer { nftnl_set_free(set) }
        nftnl_set_set_str(set, UInt16(NFTNL_SET_TABLE), table.name)
        nftnl_set_set_str(set, UInt16(NFTNL_SET_NAME), name)
        nftnl_set_set_u32(set, UInt16(NFTNL_SET_ID), id)
        nftnl_set_set_u32(set, UInt16(NFTNL_SET_FLAGS), flags)
        nftnl_set_set_u32(set, UInt16(NFTNL_SET_KEY_TYPE), key.number)
        nftnl_set_set_u32(set, UInt16(NFTNL_SET_KEY_LEN), key.length)
        if let data {
            nftnl_set_set_u32(set, UInt16(NFTNL_SET_DATA_TYPE), data.number)
            nftnl_set_set_u32(set, UInt16(NFTNL_SET_DATA_LEN), data.length)
        }
        if case .pool(let family) = self { Typeof.put(in: set, count: count, family: family) }
        nftnl_set_nlmsg_build_payload(message, set)
    }

    /// The layout of an `nftnl_set` as the kernel gave it; `nil` if this module has no such sets.
    init?(reading set: OpaquePointer) {
        let flags = nftnl_set_get_u32(set, UInt16(NFTNL_SET_FLAGS))
        let key = DataType(
            number: nftnl_set_get_u32(set, UInt16(NFTNL_SET_KEY_TYPE)),
            length: nftnl_set_get_u32(set, UInt16(NFTNL_SET_KEY_LEN)))
        let data =
            nftnl_set_is_set(set, UInt16(NFTNL_SET_DATA_TYPE))
            ? DataType(
                number: nftnl_set_get_u32(set, UInt16(NFTNL_SET_DATA_TYPE)),
                length: nftnl_set_get_u32(set, UInt16(NFTNL_SET_DATA_LEN))) : nil
        let layout = Self.all.first { $0.flags == flags && $0.key == key && $0.data == data }
        guard let layout else { return nil }
        self = layout
    }
}
