import Addressing
public import BFD

extension Snapshot {
    /// The reply to `status json`: one line. `docs/operations.md` describes it; members are added,
    /// never renamed or removed.
    public func json(_ process: ProcessStatus) -> String {
        let value: JSON = .object([
            "version": .string(Version.current),
            "process": process.json,
            "ready": .bool(isReady),
            "draining": .bool(isDraining),
            "drained": .bool(isDrained),
            "health": health.json(at: time),
            "allowed": .array(allowed.map { .string($0.description) }),
            "defaults": defaults.json,
            "counters": counters.json,
            "sessions": .array(sessions.map { $0.json(at: time) }),
        ])
        return value.description + "\n"
    }
}

extension ProcessStatus {
    fileprivate var json: JSON {
        .object([
            "pid": .number(processID),
            "uptimeMs": .number(uptime),
            "realTime": .bool(isRealTime),
            "kernelDrops": .number(kernelDrops),
            "sendFailures": .number(sendFailures),
        ])
    }
}

extension Health {
    fileprivate func json(at now: Instant) -> JSON {
        .object([
            "good": .bool(isGood),
            "recoveryInMs": .number(recovery.map { $0.since(now).milliseconds }),
            "failures": .array(
                failures.map { failure in
                    .object([
                        "reason": .string(failure.reason),
                        "forMs": .number(now.since(failure.since).milliseconds),
                    ])
                }),
        ])
    }
}

extension Configuration {
    fileprivate var json: JSON {
        .object([
            "desiredMinTxUs": .number(desiredMinTx),
            "requiredMinRxUs": .number(requiredMinRx),
            "detectMultiplier": .number(detectMultiplier),
            "controlPlaneIndependent": .bool(isControlPlaneIndependent),
        ])
    }
}

extension TableCounters {
    fileprivate var json: JSON {
        .object([
            "received": .number(received),
            "transmitted": .number(transmitted),
            "worstLatenessUs": .number(worstLateness.microseconds),
            "discards": .array(
                Discard.allCases.map { discard in
                    .object([
                        "reason": .string(discard.description),
                        "count": .number(self[discard]),
                    ])
                }),
        ])
    }
}

extension Interval {
    var milliseconds: UInt64 { nanoseconds / 1_000_000 }
}
