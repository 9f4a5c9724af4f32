import CLibMNL

/// An attribute of a message in the receive buffer; it is gone with the buffer's next use.
struct Attribute {
    fileprivate let start: UnsafePointer<nlattr>

    var type: UInt32 { UInt32(mnl_attr_get_type(start)) }

    var payload: UnsafeRawBufferPointer {
        UnsafeRawBufferPointer(
            start: mnl_attr_get_payload(start), count: Int(mnl_attr_get_payload_len(start)))
    }

    /// A number in network order; zero if the attribute is of another length.
    var number: UInt32 {
        payload.count == 4 ? UInt32(bigEndian: payload.loadUnaligned(as: UInt32.self)) : 0
    }

    /// A string, with or without its terminating zero.
    var string: String { String(decoding: payload.prefix { $0 != 0 }, as: UTF8.self) }

    /// The attributes within this one.
    var nested: Attributes { Attributes(in: payload[...]) }
}

/// The attributes in a piece of a message, in order.
struct Attributes: Sequence, IteratorProtocol {
    private var rest: UnsafeRawBufferPointer

    init(in payload: Slice<UnsafeRawBufferPointer>) {
        rest = UnsafeRawBufferPointer(rebasing: payload)
    }

    mutating func next() -> Attribute? {
        guard let start = rest.baseAddress?.assumingMemoryBound(to: nlattr.self),
            mnl_attr_ok(start, Int32(rest.count))
        else { return nil }
        // Attributes begin at multiples of four bytes; the last may go without its padding.
        let length = Int(mnl_attr_get_len(start) + 3) & ~3
        rest = UnsafeRawBufferPointer(rebasing: rest.dropFirst(length))
        return Attribute(start: start)
    }
}
