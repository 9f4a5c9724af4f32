import Addressing
import CLibNL

/// The attributes of a message, to be read while the message is in the receive buffer.
struct ReceivedAttributes: Sequence, IteratorProtocol {
    private var head: UnsafeMutablePointer<nlattr>?
    private var remaining: Int32

    /// Those that follow a header of `headerSize` bytes.
    init(of message: UnsafePointer<nlmsghdr>, after headerSize: Int) {
        head = nlmsg_attrdata(message, Int32(headerSize))
        remaining = nlmsg_attrlen(message, Int32(headerSize))
    }

    /// Those nested in `attribute`.
    init(in attribute: ReceivedAttribute) {
        head = nla_data(attribute.pointer)?.assumingMemoryBound(to: nlattr.self)
        remaining = nla_len(attribute.pointer)
    }

    mutating func next() -> ReceivedAttribute? {
        guard let current = head, nla_ok(current, remaining) != 0 else { return nil }
        head = nla_next(current, &remaining)
        return ReceivedAttribute(pointer: current)
    }
}

/// One of them. Reading a payload of another size than asked for gives nil.
struct ReceivedAttribute {
    let pointer: UnsafeMutablePointer<nlattr>

    var type: Int { Int(nla_type(pointer)) }

    var bytes: UnsafeRawBufferPointer {
        UnsafeRawBufferPointer(start: nla_data(pointer), count: Int(nla_len(pointer)))
    }

    /// A number in the machine's byte order.
    func number<Number: FixedWidthInteger & BitwiseCopyable>(_: Number.Type) -> Number? {
        bytes.count == MemoryLayout<Number>.size ? bytes.loadUnaligned(as: Number.self) : nil
    }

    /// Text up to its terminating zero.
    var string: String { String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self) }

    var address: IPAddress? { IPAddress(bytes: bytes) }

    /// The block that an address and the length in its message's header make.
    func prefix(length: UInt8) -> Prefix? {
        address.flatMap { Prefix(masking: $0, length: Int(length)) }
    }

    /// The attribute as a value, for what no type models.
    var copy: Attribute { Attribute(type: type, payload: Array(bytes)) }
}
