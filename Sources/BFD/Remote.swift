/// What a session knows of its peer (RFC 5880 §6.8.1, the variables named *Remote*).
struct Remote: Sendable {
    /// *bfd.RemoteDiscr*; zero if not known.
    var discriminator: UInt32 = 0

    /// Whether ``discriminator`` was taken from a packet that did not count as received.
    var isHearsay = false

    var state = State.down
    var diagnostic = Diagnostic.none
    var isDemanding = false
    var detectMultiplier: UInt8 = 0

    /// In microseconds.
    var desiredMinTx: UInt32 = 0

    /// *bfd.RemoteMinRxInterval* in microseconds; 1 until the peer says otherwise.
    var requiredMinRx: UInt32 = 1

    var lastReceived: Instant?
    var lastPacket: ControlPacket?
}
