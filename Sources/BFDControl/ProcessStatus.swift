/// What a daemon tells of itself beside its sessions.
public struct ProcessStatus: Hashable, Sendable {
    public var processID: Int32

    /// In milliseconds: how long the daemon has run.
    public var uptime: UInt64

    /// Whether the packet thread has what real-time scheduling the system could give.
    public var isRealTime: Bool

    /// Datagrams that the kernel dropped before they could be read: its filter's and those that a
    /// full socket buffer could not take.
    public var kernelDrops: UInt64

    /// Packets that the kernel refused to send.
    public var sendFailures: UInt64

    public init(
        processID: Int32, uptime: UInt64, isRealTime: Bool, kernelDrops: UInt64,
        sendFailures: UInt64
    ) {
        self.processID = processID
        self.uptime = uptime
        self.isRealTime = isRealTime
        self.kernelDrops = kernelDrops
        self.sendFailures = sendFailures
    }
}
