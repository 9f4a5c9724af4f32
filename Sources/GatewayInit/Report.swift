import Gateway

/// What an operator wants to read in `kubectl logs` of a container that did its work.
struct Report {
    let report: Kernel.Report
    let duration: Duration

    /// Applies `settings` and reports it.
    static func applying(_ settings: Settings) throws -> Report {
        let clock = ContinuousClock()
        let start = clock.now
        let report = try Kernel.open().apply(settings)
        return Report(report: report, duration: clock.now - start)
    }

    func print() {
        for line in lines { Swift.print(line) }
    }

    private var lines: [String] {
        var lines = report.plan.summary
        lines += report.changes.map { "changed: \($0.summary)" }
        if report.changes.isEmpty { lines.append("nothing had to be changed") }
        if report.cutFlows > 0 {
            lines.append("cut \(report.cutFlows) flows that began before NAT")
        }
        if !report.announced.isEmpty {
            let addresses = report.announced.map { "\($0)" }.joined(separator: ", ")
            lines.append("announced \(addresses)")
        }
        lines += report.warnings.map { "warning: \($0)" }
        return lines + ["verified in the kernel after \(milliseconds) ms"]
    }

    private var milliseconds: Int64 {
        let (seconds, attoseconds) = duration.components
        return seconds * 1000 + attoseconds / 1_000_000_000_000_000
    }
}
