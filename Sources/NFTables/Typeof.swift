import Addressing
import CLibNFTnl

/// The words `typeof numgen inc mod 4 : ip daddr` of an ``AddressPool``, as nft(8) keeps them.
///
/// The kernel stores them with the map and does not look at them. Without them nft(8) would not
/// know that the keys are numbers in host order, and would print a map that it cannot read.
enum Typeof {
    /// Puts the words into an `nftnl_set`.
    static func put(in set: OpaquePointer, count: Int, family: IPAddress.Family) {
        let words = allocated(nftnl_udata_buf_alloc(128))
        defer { nftnl_udata_buf_free(words) }
        // The orders of bytes, from nftables' enum byteorder: of the host, and big-endian.
        nftnl_udata_put_u32(words, UInt8(NFTNL_UDATA_SET_KEYBYTEORDER), 1)
        nftnl_udata_put_u32(words, UInt8(NFTNL_UDATA_SET_DATABYTEORDER), 2)
        nest(words, UInt8(NFTNL_UDATA_SET_KEY_TYPEOF)) {
            // EXPR_NUMGEN of nftables' enum expr_types, then type, modulus and offset.
            nftnl_udata_put_u32(words, UInt8(NFTNL_UDATA_SET_TYPEOF_EXPR), 23)
            nest(words, UInt8(NFTNL_UDATA_SET_TYPEOF_DATA)) {
                nftnl_udata_put_u32(words, 0, NFT_NG_INCREMENTAL.rawValue)
                nftnl_udata_put_u32(words, 1, UInt32(count))
                nftnl_udata_put_u32(words, 2, 0)
            }
        }
        nest(words, UInt8(NFTNL_UDATA_SET_DATA_TYPEOF)) {
            // EXPR_PAYLOAD, then the header and the destination's place among its fields, from
            // nftables' enums proto_desc_id, ip_hdr_fields and ip6_hdr_fields.
            nftnl_udata_put_u32(words, UInt8(NFTNL_UDATA_SET_TYPEOF_EXPR), 7)
            nest(words, UInt8(NFTNL_UDATA_SET_TYPEOF_DATA)) {
                nftnl_udata_put_u32(words, 0, family == .ipv4 ? 12 : 13)
                nftnl_udata_put_u32(words, 1, family == .ipv4 ? 12 : 9)
            }
        }
        nftnl_set_set_data(
            set, UInt16(NFTNL_SET_USERDATA), nftnl_udata_buf_data(words),
            nftnl_udata_buf_len(words))
    }

    private static func nest(_ words: OpaquePointer, _ type: UInt8, _ put: () -> Void) {
        let nest = nftnl_udata_nest_start(words, type)
        put()
        nftnl_udata_nest_end(words, nest)
    }
}
