import BFD
import Benchmark

/// What a packet costs before and after the kernel. Each name says what one iteration does; the
/// table's benchmarks show whether that grows with the number of sessions.
let benchmarks: @Sendable () -> Void = {
    Benchmark.defaultConfiguration = .init(
        metrics: [.wallClock, .throughput], timeUnits: .nanoseconds,
        scalingFactor: .kilo, maxDuration: .seconds(3))

    Benchmark("decode a packet") { benchmark in
        let bytes = encoded(Conversation.keepAlive)
        for _ in benchmark.scaledIterations {
            blackHole(try? ControlPacket(bytes.span))
        }
    }

    Benchmark("encode a packet") { benchmark in
        var bytes = [UInt8](repeating: 0, count: ControlPacket.byteCount)
        var packet = Conversation.keepAlive
        for iteration in benchmark.scaledIterations {
            packet.desiredMinTx = UInt32(truncatingIfNeeded: iteration)
            var span = bytes.mutableSpan
            packet.encode(into: &span)
            blackHole(span[15])
        }
    }

    Benchmark("a session hears a packet") { benchmark in
        var session = Conversation.session()
        var now = Conversation.start
        for _ in benchmark.scaledIterations {
            now = now.advanced(by: .microseconds(1))
            blackHole(session.step(.received(Conversation.keepAlive, arrival: now), at: now))
        }
    }

    Benchmark("a session hears a packet and sends the next") { benchmark in
        var session = Conversation.session()
        var now = Conversation.start
        for _ in benchmark.scaledIterations {
            now = session.deadline
            blackHole(session.step(.received(Conversation.keepAlive, arrival: now), at: now))
            blackHole(session.step(.deadline, at: now))
        }
    }

    for count in [1, 100, 1_000, 4_000] {
        Benchmark("a table of \(count): datagram in, datagram out") { benchmark in
            var crowd = Crowd(count: count)
            benchmark.startMeasurement()
            for iteration in benchmark.scaledIterations {
                blackHole(crowd.round(iteration))
            }
        }
    }
}
