import Addressing
import CLibNL
import Glibc

/// A netlink message on its way to the kernel, and the command it stands for.
struct Request: ~Copyable {
    let message: OpaquePointer
    /// In the operator's words, for errors.
    let text: String

    private init(owning message: OpaquePointer, text: String) {
        self.message = message
        self.text = text
    }

    /// Begins a message of a type (`RTM_…`) with the structure that such messages begin with. The
    /// flags (`NLM_F_…`) are those beyond what every request has.
    static func make<Header: BitwiseCopyable>(
        _ type: Int, flags: Int32 = 0, header: Header, text: String
    ) throws(NetlinkError) -> Request {
        guard let message = nlmsg_alloc_simple(Int32(type), flags) else {
            throw NetlinkError(request: text, code: ENOMEM)
        }
        let request = Request(owning: message, text: text)
        try request.append(header)
        return request
    }

    /// Takes over a message that libnl-route built.
    static func adopt(_ message: OpaquePointer, text: String) -> Request {
        Request(owning: message, text: text)
    }

    deinit {
        nlmsg_free(message)
    }

    /// Whether the kernel answers with a list.
    var isDump: Bool {
        nlmsg_hdr(message).map { Int32($0.pointee.nlmsg_flags) & Self.dump == Self.dump } ?? false
    }

    /// `NLM_F_DUMP`, an expression of macros that Swift does not import.
    static let dump = NLM_F_ROOT | NLM_F_MATCH

    private func append(_ header: some BitwiseCopyable) throws(NetlinkError) {
        var header = header
        let size = MemoryLayout.size(ofValue: header)
        // Padded to the four bytes that attributes begin at (NLMSG_ALIGNTO).
        try check(nlmsg_append(message, &header, size, 4))
    }

    func put(_ type: Int, _ number: UInt32) throws(NetlinkError) {
        try check(nla_put_u32(message, Int32(type), number))
    }

    func put(_ type: Int, _ number: UInt8) throws(NetlinkError) {
        try check(nla_put_u8(message, Int32(type), number))
    }

    func put(_ type: Int, _ name: InterfaceName) throws(NetlinkError) {
        try check(nla_put_string(message, Int32(type), name.description))
    }

    func put(_ type: Int, _ bytes: [UInt8]) throws(NetlinkError) {
        try check(nla_put(message, Int32(type), Int32(bytes.count), bytes))
    }

    func put(_ attributes: [Attribute]) throws(NetlinkError) {
        for attribute in attributes { try put(attribute.type, attribute.payload) }
    }

    private func check(_ status: Int32) throws(NetlinkError) {
        guard status >= 0 else { throw NetlinkError(request: text, code: EMSGSIZE) }
    }
}

extension IPAddress.Family {
    /// `AF_…`, as headers have it.
    var code: UInt8 {
        switch self {
        case .ipv4: UInt8(AF_INET)
        case .ipv6: UInt8(AF_INET6)
        }
    }

    init?(code: UInt8) {
        switch Int32(code) {
        case AF_INET: self = .ipv4
        case AF_INET6: self = .ipv6
        default: return nil
        }
    }

    /// The option of `ip` that chooses the family.
    var option: String {
        switch self {
        case .ipv4: "-4"
        case .ipv6: "-6"
        }
    }
}
