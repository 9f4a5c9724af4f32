import CLibMNL
import CLibNFTnl

/// The messages of one transaction, one behind the other in memory, as one sendmsg(2) takes them.
struct Batch: ~Copyable {
    private var storage: UnsafeMutableRawBufferPointer
    private(set) var count = 0
    private var lastMessage = 0

    /// No message is longer: attributes have 16-bit lengths, and each message here has one long one.
    static let longestMessage = 1 << 17

    /// The batch's own messages have the number 0 relative to `sequence`, its operations 1, 2, ….
    init(sequence: UInt32) {
        storage = .allocate(byteCount: 2 * Self.longestMessage, alignment: 16)
        append { nftnl_batch_begin($0, sequence) }
    }

    deinit {
        storage.deallocate()
    }

    var bytes: UnsafeRawBufferPointer { UnsafeRawBufferPointer(rebasing: storage[..<count]) }

    /// Appends a message whose attributes `build` writes.
    mutating func append(
        _ type: nf_tables_msg_types, _ family: TableFamily, flags: Int32 = 0, sequence: UInt32,
        _ build: (UnsafeMutablePointer<nlmsghdr>) -> Void
    ) {
        append {
            let message = nftnl_nlmsg_build_hdr(
                $0, UInt16(type), UInt16(family.rawValue), UInt16(flags), sequence)
            if let message { build(message) }
            return message
        }
    }

    /// Ends the batch. The kernel acknowledges its last operation, and so all of it.
    mutating func end(sequence: UInt32) {
        storage.baseAddress?.advanced(by: lastMessage)
            .assumingMemoryBound(to: nlmsghdr.self).pointee.nlmsg_flags |= UInt16(NLM_F_ACK)
        append { nftnl_batch_end($0, sequence) }
    }

    private mutating func append(
        _ build: (UnsafeMutablePointer<CChar>) -> UnsafeMutablePointer<nlmsghdr>?
    ) {
        if storage.count - count < Self.longestMessage { grow() }
        guard let end = storage.baseAddress?.advanced(by: count),
            let message = build(end.assumingMemoryBound(to: CChar.self))
        else { return }
        lastMessage = count
        count += (Int(message.pointee.nlmsg_len) + 3) & ~3
    }

    private mutating func grow() {
        let larger = UnsafeMutableRawBufferPointer.allocate(
            byteCount: 2 * storage.count, alignment: 16)
        larger.copyMemory(from: bytes)
        storage.deallocate()
        storage = larger
    }
}
