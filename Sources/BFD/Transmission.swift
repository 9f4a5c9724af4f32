/// A packet that the owner of a ``SessionTable`` has to send, now and once.
public struct Transmission: Sendable {
    public let session: SessionID

    /// The session's place: small, dense, and another session's after this one is gone. Good for an
    /// index of socket addresses.
    public let slot: Int

    public let path: Path
    public let packet: ControlPacket

    /// The most bytes that ``encode(into:)`` writes.
    public static let mostBytes = 64

    /// Writes the UDP payload to `bytes`, which has room for ``mostBytes``, and returns its length.
    public func encode(into bytes: inout MutableSpan<UInt8>) -> Int {
        packet.encode(into: &bytes)
        return ControlPacket.byteCount
    }
}
