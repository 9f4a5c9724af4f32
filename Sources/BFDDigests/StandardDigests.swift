public import BFD
import Crypto

/// MD5 and SHA1 by swift-crypto, for BFD's authentication (RFC 5880 §6.7).
///
/// Both are long broken as signatures. Here they stand because the RFC has nothing else, and because
/// a peer that has them configured expects them.
public struct StandardDigests: Digests {
    public init() {}

    public func md5(_ bytes: Span<UInt8>) -> [16 of UInt8] {
        var hash = Insecure.MD5()
        bytes.withUnsafeBytes { hash.update(bufferPointer: $0) }
        return hash.finalize().withUnsafeBytes { digest in .init { digest[$0] } }
    }

    public func sha1(_ bytes: Span<UInt8>) -> [20 of UInt8] {
        var hash = Insecure.SHA1()
        bytes.withUnsafeBytes { hash.update(bufferPointer: $0) }
        return hash.finalize().withUnsafeBytes { digest in .init { digest[$0] } }
    }
}
