/// SipHash-2-4 (Aumasson and Bernstein, 2012): the same number for the same key and bytes, in every
/// process, and hard to guess without the key. The standard library's `Hasher` has a new key each
/// time.
struct SipHash {
    private var v0: UInt64
    private var v1: UInt64
    private var v2: UInt64
    private var v3: UInt64

    private init(_ key0: UInt64, _ key1: UInt64) {
        v0 = 0x736f_6d65_7073_6575 ^ key0
        v1 = 0x646f_7261_6e64_6f6d ^ key1
        v2 = 0x6c79_6765_6e65_7261 ^ key0
        v3 = 0x7465_6462_7974_6573 ^ key1
    }

    /// The hash of `bytes` under a key of 16 bytes; of a shorter or longer one its first 16 bytes
    /// with zeros behind.
    static func hash(_ bytes: [UInt8], key: [UInt8]) -> UInt64 {
        var hash = SipHash(word(key, at: 0), word(key, at: 8))
        let whole = bytes.count / 8 * 8
        for offset in stride(from: 0, to: whole, by: 8) { hash.absorb(word(bytes, at: offset)) }
        hash.absorb(word(bytes, at: whole) | UInt64(truncatingIfNeeded: bytes.count) << 56)
        hash.v2 ^= 0xff
        for _ in 0..<4 { hash.mix() }
        return hash.v0 ^ hash.v1 ^ hash.v2 ^ hash.v3
    }

    private mutating func absorb(_ word: UInt64) {
        v3 ^= word
        mix()
        mix()
        v0 ^= word
    }

    private mutating func mix() {
        v0 &+= v1
        v2 &+= v3
        v1 = v1.rotated(by: 13) ^ v0
        v3 = v3.rotated(by: 16) ^ v2
        v0 = v0.rotated(by: 32)
        v2 &+= v1
        v0 &+= v3
        v1 = v1.rotated(by: 17) ^ v2
        v3 = v3.rotated(by: 21) ^ v0
        v2 = v2.rotated(by: 32)
    }

    /// Up to eight bytes from `offset`, the least significant first.
    private static func word(_ bytes: [UInt8], at offset: Int) -> UInt64 {
        bytes.dropFirst(offset).prefix(8).reversed().reduce(0) { $0 << 8 | UInt64($1) }
    }
}

extension UInt64 {
    fileprivate func rotated(by bits: UInt64) -> UInt64 { self << bits | self >> (64 - bits) }
}
