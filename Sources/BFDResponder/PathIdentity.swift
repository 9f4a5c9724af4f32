import Addressing
import BFD
import Glibc

/// What a peer knows a session by, derived from what a restart does not change: the addresses, and
/// which boot of the host this is.
///
/// An OVN that keeps the discriminator of a daemon that has gone hears nobody else any more; it
/// hears a daemon that comes back with the same one. No file is needed for that.
struct PathIdentity: Sendable {
    /// 16 bytes.
    private let key: [UInt8]

    init(key: [UInt8]) {
        self.key = key
    }

    /// Of the host's present boot; its pods differ by their addresses.
    static func ofThisBoot() -> PathIdentity {
        var text = [UInt8](repeating: 0, count: 36)
        if let file = fopen("/proc/sys/kernel/random/boot_id", "re") {
            _ = fread(&text, 1, text.count, file)
            fclose(file)
        }
        // Two hexadecimal digits a byte, without the dashes; without the file all zeros.
        let digits = text.compactMap { Character(UnicodeScalar($0)).hexDigitValue }
        let bytes = stride(from: 0, to: digits.count - 1, by: 2).map { index in
            UInt8(digits[index] << 4 | digits[index + 1])
        }
        return PathIdentity(key: bytes)
    }

    /// *My Discriminator*, unless another session has it.
    func discriminator(of path: Path) -> UInt32 {
        UInt32(truncatingIfNeeded: hash(path))
    }

    /// The UDP source port, unless another socket has it: RFC 5881 §4 wants one from this range,
    /// the same for all packets of a session, and another for each session.
    func sourcePort(of path: Path) -> UInt16 {
        let count = UInt64(Self.sourcePorts.count)
        return Self.sourcePorts.lowerBound + UInt16((hash(path) >> 32) % count)
    }

    static let sourcePorts: ClosedRange<UInt16> = 49_152...65_535

    private func hash(_ path: Path) -> UInt64 {
        let zone = (0..<4).map { UInt8(truncatingIfNeeded: path.zone >> ($0 * 8)) }
        return SipHash.hash(
            path.local.bytes + path.remote.bytes + zone + [path.hops.rawValue], key: key)
    }
}
