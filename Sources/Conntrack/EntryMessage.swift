import Addressing
import CLibMNL

extension Entry {
    /// Reads a message of type `IPCTNL_MSG_CT_NEW`.
    init?(_ message: UnsafePointer<nlmsghdr>) {
        var original: Tuple?
        var reply: Tuple?
        var id: UInt32?
        var status: Status = []
        var zone: UInt16 = 0
        for attribute in Attributes(of: message) {
            switch ctattr_type(attribute.type) {
            case CTA_TUPLE_ORIG: original = Tuple(attribute)
            case CTA_TUPLE_REPLY: reply = Tuple(attribute)
            case CTA_ID: id = attribute.number(UInt32.self)
            case CTA_STATUS: status = Status(rawValue: attribute.number(UInt32.self) ?? 0)
            case CTA_ZONE: zone = attribute.number(UInt16.self) ?? 0
            default: break
            }
        }
        guard let original, let reply, let id else { return nil }
        self.init(id: id, original: original, reply: reply, status: status, zone: zone)
    }

    /// Puts what the kernel finds the entry by; the id keeps it from taking a later flow for it.
    func identify(in message: borrowing Message) {
        message.nest(CTA_TUPLE_ORIG) { original.put(in: message) }
        message.put(CTA_ID, id)
        if zone != 0 { message.put(CTA_ZONE, zone) }
    }
}

extension Tuple {
    fileprivate init?(_ attribute: Attribute) {
        var source: IPAddress?
        var destination: IPAddress?
        var part = ProtocolPart()
        var zone: UInt16?
        for attribute in Attributes(in: attribute) {
            switch ctattr_tuple(attribute.type) {
            case CTA_TUPLE_IP:
                for attribute in Attributes(in: attribute) {
                    switch ctattr_ip(attribute.type) {
                    case CTA_IP_V4_SRC, CTA_IP_V6_SRC: source = attribute.address
                    case CTA_IP_V4_DST, CTA_IP_V6_DST: destination = attribute.address
                    default: break
                    }
                }
            case CTA_TUPLE_PROTO: part = ProtocolPart(attribute)
            case CTA_TUPLE_ZONE: zone = attribute.number(UInt16.self)
            default: break
            }
        }
        guard let source, let destination, source.family == destination.family,
            let number = part.number
        else { return nil }
        self.init(
            source: source, destination: destination, protocolNumber: number,
            transport: part.transport, zone: zone)
    }

    fileprivate func put(in message: borrowing Message) {
        let isIPv4 = source.family == .ipv4
        message.nest(CTA_TUPLE_IP) {
            message.put(isIPv4 ? CTA_IP_V4_SRC : CTA_IP_V6_SRC, source)
            message.put(isIPv4 ? CTA_IP_V4_DST : CTA_IP_V6_DST, destination)
        }
        message.nest(CTA_TUPLE_PROTO) {
            message.put(CTA_PROTO_NUM, protocolNumber)
            switch transport {
            case .ports(let source, let destination):
                message.put(CTA_PROTO_SRC_PORT, source)
                message.put(CTA_PROTO_DST_PORT, destination)
            case .echo(let type, let code, let identifier):
                message.put(isIPv4 ? CTA_PROTO_ICMP_TYPE : CTA_PROTO_ICMPV6_TYPE, type)
                message.put(isIPv4 ? CTA_PROTO_ICMP_CODE : CTA_PROTO_ICMPV6_CODE, code)
                message.put(isIPv4 ? CTA_PROTO_ICMP_ID : CTA_PROTO_ICMPV6_ID, identifier)
            case .none: break
            }
        }
        if let zone { message.put(CTA_TUPLE_ZONE, zone) }
    }
}

/// What `CTA_TUPLE_PROTO` holds, in whatever order.
private struct ProtocolPart {
    var number: UInt8?
    private var source: UInt16?
    private var destination: UInt16?
    private var type: UInt8?
    private var code: UInt8?
    private var identifier: UInt16?

    init() {}

    init(_ attribute: Attribute) {
        for attribute in Attributes(in: attribute) {
            switch ctattr_l4proto(attribute.type) {
            case CTA_PROTO_NUM: number = attribute.number(UInt8.self)
            case CTA_PROTO_SRC_PORT: source = attribute.number(UInt16.self)
            case CTA_PROTO_DST_PORT: destination = attribute.number(UInt16.self)
            case CTA_PROTO_ICMP_TYPE, CTA_PROTO_ICMPV6_TYPE: type = attribute.number(UInt8.self)
            case CTA_PROTO_ICMP_CODE, CTA_PROTO_ICMPV6_CODE: code = attribute.number(UInt8.self)
            case CTA_PROTO_ICMP_ID, CTA_PROTO_ICMPV6_ID:
                identifier = attribute.number(UInt16.self)
            default: break
            }
        }
    }

    var transport: Tuple.Transport {
        if let source, let destination {
            .ports(source: source, destination: destination)
        } else if let type, let code, let identifier {
            .echo(type: type, code: code, identifier: identifier)
        } else {
            .none
        }
    }
}
