import Addressing
import CLibNL
import Foundation
import Testing

@testable import Netlink

@Suite(.needsNetworkNamespace) struct `a route socket` {
    @Test func `gives up on an answer that does not come`() async throws {
        try await NetworkNamespace.run {
            let socket = try RouteSocket.open(answerWithin: timeval(tv_sec: 0, tv_usec: 20_000))
            // Never sent, so nobody answers.
            let request = try Self.request()
            do {
                _ = try socket.receive(for: request) { _ in }
                Issue.record("an answer to nothing")
            } catch let error as NetlinkError {
                #expect(error.isTimeout)
                #expect(error.description == "ip link show: Connection timed out")
            }
        }
    }

    @Test func `does not take a late answer for the one it waits for`() async throws {
        try await NetworkNamespace.run {
            let socket = try RouteSocket.open()
            try Command.run("ip link add name a type veth peer name b")
            try socket.send(Self.request())
            #expect(try socket.rules(family: .ipv4).count == 3)
            try socket.send(Self.request())
            #expect(try socket.links().count == 3)
        }
    }

    /// An entry that the kernel skips or doubles because another went or came.
    @Test func `reads a list again that changed while it was read`() async throws {
        try await NetworkNamespace.run {
            let socket = try RouteSocket.open()
            let kernels = try socket.rules(family: .ipv4)
            let lasting = (1000..<2000 as Range<UInt32>).map {
                RoutingRule(family: .ipv4, priority: $0, table: 1000)
            }
            for rule in lasting { try socket.add(rule) }

            let isOver = DispatchSemaphore(value: 0)
            Thread.detachNewThread {
                defer { isOver.signal() }
                guard let socket = try? RouteSocket.open() else { return }
                let passing = (1..<100 as Range<UInt32>).map {
                    RoutingRule(family: .ipv4, priority: $0, table: 1000)
                }
                for _ in 0..<100 {
                    for rule in passing { try? socket.add(rule) }
                    for rule in passing { try? socket.remove(rule) }
                }
            }
            while isOver.wait(timeout: .now()) == .timedOut {
                do {
                    let rules = try socket.rules(family: .ipv4).filter {
                        $0.priority == 0 || $0.priority >= 1000
                    }
                    let isComplete = rules == (kernels + lasting).sorted()
                    #expect(isComplete)
                } catch let error as NetlinkError {
                    // Changed every time it was read.
                    #expect(error.code == EINTR)
                }
            }
            #expect(try socket.rules(family: .ipv4) == (kernels + lasting).sorted())
        }
    }

    private static func request() throws -> Request {
        try Request.make(
            RTM_GETLINK, flags: Request.dump, header: ifinfomsg(), text: "ip link show")
    }
}
