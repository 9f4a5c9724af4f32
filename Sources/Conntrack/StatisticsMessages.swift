import CLibMNL

extension Statistics {
    /// Adds an answer to `IPCTNL_MSG_CT_GET_STATS`.
    mutating func addTotal(_ message: UnsafePointer<nlmsghdr>) {
        for attribute in Attributes(of: message) {
            switch ctattr_stats_global(attribute.type) {
            case CTA_STATS_GLOBAL_ENTRIES: entries = attribute.number(UInt32.self) ?? 0
            case CTA_STATS_GLOBAL_MAX_ENTRIES: maximum = attribute.number(UInt32.self)
            default: break
            }
        }
    }

    /// Adds the counters of one processor, an answer to `IPCTNL_MSG_CT_GET_STATS_CPU`.
    mutating func addProcessor(_ message: UnsafePointer<nlmsghdr>) {
        for attribute in Attributes(of: message) {
            let count = attribute.number(UInt32.self).map(UInt64.init) ?? 0
            switch ctattr_stats_cpu(attribute.type) {
            case CTA_STATS_INVALID: invalid += count
            case CTA_STATS_INSERT_FAILED: insertFailed += count
            case CTA_STATS_DROP: drop += count
            case CTA_STATS_EARLY_DROP: earlyDrop += count
            case CTA_STATS_ERROR: error += count
            case CTA_STATS_SEARCH_RESTART: searchRestart += count
            case CTA_STATS_CLASH_RESOLVE: clashResolved += count
            case CTA_STATS_CHAIN_TOOLONG: chainTooLong += count
            default: break
            }
        }
    }
}
