import Addressing
import CLibNL

/// A netlink attribute that no type here models, kept as it came so that nothing is lost.
struct Attribute: Hashable, Sendable {
    /// The number in the namespace of its message: `FRA_…` of a rule, `RTA_…` of a route.
    let type: Int
    let payload: [UInt8]

    /// What `ip rule add` calls the selector, or its number if there is no word for it here.
    func ruleText(among all: [Attribute]) -> String? {
        switch type {
        case FRA_OIFNAME: return "oif \(string)"
        case FRA_FWMARK:
            let mask = all.first { $0.type == FRA_FWMASK }
            return "fwmark \(hexadecimal)" + (mask.map { "/\($0.hexadecimal)" } ?? "")
        // Stands with its mark; alone it selects packets without one.
        case FRA_FWMASK:
            return all.contains { $0.type == FRA_FWMARK } ? nil : "fwmark 0/\(hexadecimal)"
        case FRA_L3MDEV: return "l3mdev"
        case FRA_GOTO: return "goto \(number(UInt32.self))"
        case FRA_SUPPRESS_PREFIXLEN: return "suppress_prefixlength \(number(UInt32.self))"
        case FRA_SUPPRESS_IFGROUP: return "suppress_ifgroup \(number(UInt32.self))"
        case FRA_UID_RANGE:
            return "uidrange \(number(UInt32.self))-\(number(UInt32.self, at: 4))"
        case FRA_IP_PROTO: return "ipproto \(number(UInt8.self))"
        case FRA_SPORT_RANGE:
            return "sport \(number(UInt16.self))-\(number(UInt16.self, at: 2))"
        case FRA_DPORT_RANGE:
            return "dport \(number(UInt16.self))-\(number(UInt16.self, at: 2))"
        default: return "attribute \(type)"
        }
    }

    /// What `ip route replace` calls it, or its number if there is no word for it here.
    var routeText: String {
        switch rtattr_type_t(UInt32(type)) {
        case RTA_PREFSRC: IPAddress(bytes: payload).map { "src \($0)" } ?? "src ?"
        case RTA_NH_ID: "nhid \(number(UInt32.self))"
        default: "attribute \(type)"
        }
    }

    /// The number in the machine's byte order at `offset`; zero if the payload ends before it.
    private func number<Number: FixedWidthInteger & BitwiseCopyable>(
        _: Number.Type, at offset: Int = 0
    ) -> Number {
        payload.withUnsafeBytes {
            offset + MemoryLayout<Number>.size <= $0.count
                ? $0.loadUnaligned(fromByteOffset: offset, as: Number.self) : 0
        }
    }

    private var hexadecimal: String { "0x" + String(number(UInt32.self), radix: 16) }

    private var string: String { String(decoding: payload.prefix { $0 != 0 }, as: UTF8.self) }
}
