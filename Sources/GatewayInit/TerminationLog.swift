import FoundationEssentials

/// What `kubectl describe pod` shows as the reason why a container ended.
enum TerminationLog {
    /// Kubernetes' default for `terminationMessagePath`.
    private static let path = "/dev/termination-log"

    /// Kubernetes keeps no more of it, in bytes.
    private static let capacity = 4096

    /// Leaves `text`, or its beginning, if there is a log. Failing here would hide the failure that
    /// the text is about.
    static func write(_ text: String) {
        guard FileManager.default.fileExists(atPath: path) else { return }
        let kept = Data(text.utf8.prefix(capacity))
        try? kept.write(to: URL(filePath: path))
    }
}
