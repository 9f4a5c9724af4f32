import CLibNL
import Glibc

/// How the kernel ends its answer: with success, or with a number and perhaps a sentence.
struct KernelVerdict {
    /// As an `errno` number; zero for success.
    private let code: Int32
    private let detail: String?

    /// Nil for a message that is no end. `NLMSG_ERROR` and `NLMSG_DONE` are: both begin with an
    /// error code, and both may carry `NLMSGERR_ATTR_…` behind.
    init?(_ message: ReceivedMessage) {
        let headerSize: Int
        switch Int32(message.type) {
        case NLMSG_DONE:
            headerSize = MemoryLayout<Int32>.size
        case NLMSG_ERROR:
            // The refused request stands between: all of it, or its header alone.
            let request = message.header(nlmsgerr.self)?.msg.nlmsg_len ?? 0
            let body = Int(request) - MemoryLayout<nlmsghdr>.size
            headerSize =
                MemoryLayout<nlmsgerr>.size
                + (message.flags & NLM_F_CAPPED == 0 ? max(body, 0) : 0)
        default:
            return nil
        }
        code = message.header(Int32.self).map { -$0 } ?? EBADMSG
        detail =
            message.flags & NLM_F_ACK_TLVS == 0
            ? nil
            : message.attributes(after: headerSize)
                .first { $0.type == Int(NLMSGERR_ATTR_MSG.rawValue) }?.string
    }

    func check(_ request: String) throws(NetlinkError) {
        guard code == 0 else { throw NetlinkError(request: request, code: code, detail: detail) }
    }
}
