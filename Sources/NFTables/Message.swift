import CLibMNL
import CLibNFTnl

/// A message in the receive buffer; it is gone with the buffer's next use.
struct Message {
    let header: UnsafePointer<nlmsghdr>

    var type: Int32 { Int32(header.pointee.nlmsg_type) }
    var sequence: UInt32 { header.pointee.nlmsg_seq }

    /// The table that a message of nftables is about, or that has what it is about.
    ///
    /// `nil` where there is none, as in a message about the generation of the ruleset.
    var table: TableReference? {
        guard payload.count >= MemoryLayout<nfgenmsg>.size,
            type != Message.type(NFT_MSG_NEWGEN), let family = TableFamily(rawValue: payload[0])
        else { return nil }
        for attribute in attributes where attribute.type == UInt32(Message.tableAttribute) {
            return TableReference(family, attribute.string)
        }
        return nil
    }

    /// The table's name has this number in messages of every type, from `NFTA_TABLE_NAME` to
    /// `NFTA_FLOWTABLE_TABLE`.
    static let tableAttribute = UInt16(NFTA_TABLE_NAME)

    /// How netlink numbers a message of nftables.
    static func type(_ type: nf_tables_msg_types) -> Int32 {
        NFNL_SUBSYS_NFTABLES << 8 | Int32(type)
    }

    var attributes: Attributes {
        Attributes(in: payload.dropFirst(MemoryLayout<nfgenmsg>.size))
    }

    /// What an `NLMSG_ERROR` or `NLMSG_DONE` says: an error number, or zero.
    var code: Int32 {
        payload.count >= 4 ? -payload.loadUnaligned(as: Int32.self) : 0
    }

    /// What the kernel says about the error besides its number (`NLMSGERR_ATTR_MSG`).
    var explanation: String? {
        // Behind the number stands the header of the refused message, of which NETLINK_CAP_ACK
        // leaves out the rest.
        let fixed = MemoryLayout<Int32>.size + MemoryLayout<nlmsghdr>.size
        guard type == NLMSG_ERROR,
            Int32(header.pointee.nlmsg_flags) & NLM_F_ACK_TLVS != 0, payload.count > fixed
        else { return nil }
        for attribute in Attributes(in: payload.dropFirst(fixed))
        where attribute.type == UInt32(NLMSGERR_ATTR_MSG) {
            return attribute.string
        }
        return nil
    }

    private var payload: UnsafeRawBufferPointer {
        UnsafeRawBufferPointer(
            start: mnl_nlmsg_get_payload(header), count: mnl_nlmsg_get_payload_len(header))
    }
}

/// The messages that came together, in order.
struct Messages: Sequence, IteratorProtocol {
    private var rest: UnsafeRawBufferPointer

    init(in bytes: UnsafeRawBufferPointer) {
        rest = bytes
    }

    mutating func next() -> Message? {
        guard let header = rest.baseAddress?.assumingMemoryBound(to: nlmsghdr.self),
            mnl_nlmsg_ok(header, Int32(rest.count))
        else { return nil }
        // Messages begin at multiples of four bytes.
        let length = Int(header.pointee.nlmsg_len + 3) & ~3
        rest = UnsafeRawBufferPointer(rebasing: rest.dropFirst(length))
        return Message(header: header)
    }
}
