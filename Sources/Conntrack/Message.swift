import Addressing
import CLibMNL
import Glibc

/// A ctnetlink message in the making. Its buffer holds any single request: a tuple and some numbers.
struct Message: ~Copyable {
    private let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 1024, alignment: 8)
    private let header: UnsafeMutablePointer<nlmsghdr>

    init(_ type: cntl_msg_types, flags: Int32, family: IPAddress.Family?, sequence: UInt32) {
        header = mnl_nlmsg_put_header(buffer.baseAddress)
        header.pointee.nlmsg_type = UInt16(NFNL_SUBSYS_CTNETLINK) << 8 | UInt16(type.rawValue)
        header.pointee.nlmsg_flags = UInt16(NLM_F_REQUEST | flags)
        header.pointee.nlmsg_seq = sequence
        var generic = nfgenmsg()
        switch family {
        case .ipv4: generic.nfgen_family = UInt8(AF_INET)
        case .ipv6: generic.nfgen_family = UInt8(AF_INET6)
        case nil: generic.nfgen_family = UInt8(AF_UNSPEC)
        }
        mnl_nlmsg_put_extra_header(header, MemoryLayout<nfgenmsg>.size)?
            .storeBytes(of: generic, as: nfgenmsg.self)
    }

    deinit {
        buffer.deallocate()
    }

    var bytes: UnsafeRawBufferPointer {
        UnsafeRawBufferPointer(rebasing: buffer[..<Int(header.pointee.nlmsg_len)])
    }

    /// Appends a number in network order, as all of ctnetlink's are.
    func put(_ type: some RawRepresentable<UInt32>, _ number: some FixedWidthInteger) {
        var number = number.bigEndian
        mnl_attr_put(header, UInt16(type.rawValue), MemoryLayout.size(ofValue: number), &number)
    }

    func put(_ type: some RawRepresentable<UInt32>, _ address: IPAddress) {
        let bytes = address.bytes
        mnl_attr_put(header, UInt16(type.rawValue), bytes.count, bytes)
    }

    func nest(_ type: some RawRepresentable<UInt32>, _ fill: () -> Void) {
        let start = mnl_attr_nest_start(header, UInt16(type.rawValue))
        fill()
        mnl_attr_nest_end(header, start)
    }
}

/// The attributes of a received message or of one attribute, to be read while it is in the buffer.
struct Attributes: Sequence, IteratorProtocol {
    private var head: UnsafeMutablePointer<nlattr>?
    private var remaining: Int32

    /// Those of a message.
    init(of message: UnsafePointer<nlmsghdr>) {
        let size = MemoryLayout<nfgenmsg>.size
        head = mnl_nlmsg_get_payload_offset(message, size)?.assumingMemoryBound(to: nlattr.self)
        remaining = Int32(mnl_nlmsg_get_payload_len(message)) - Int32(size)
    }

    /// Those nested in `attribute`.
    init(in attribute: Attribute) {
        head = mnl_attr_get_payload(attribute.pointer)?.assumingMemoryBound(to: nlattr.self)
        remaining = Int32(mnl_attr_get_payload_len(attribute.pointer))
    }

    mutating func next() -> Attribute? {
        guard let current = head, mnl_attr_ok(current, remaining) else { return nil }
        head = mnl_attr_next(current)
        // Attributes begin at multiples of four bytes (NLA_ALIGNTO).
        remaining -= (Int32(mnl_attr_get_len(current)) + 3) & ~3
        return Attribute(pointer: current)
    }
}

/// One of them. Reading a payload of another size than asked for gives nil.
struct Attribute {
    let pointer: UnsafeMutablePointer<nlattr>

    var type: UInt32 { UInt32(mnl_attr_get_type(pointer)) }

    private var bytes: UnsafeRawBufferPointer {
        UnsafeRawBufferPointer(
            start: mnl_attr_get_payload(pointer), count: Int(mnl_attr_get_payload_len(pointer)))
    }

    /// A number in network order.
    func number<Number: FixedWidthInteger & BitwiseCopyable>(_: Number.Type) -> Number? {
        bytes.count == MemoryLayout<Number>.size
            ? Number(bigEndian: bytes.loadUnaligned(as: Number.self)) : nil
    }

    var address: IPAddress? { IPAddress(bytes: bytes) }
}
