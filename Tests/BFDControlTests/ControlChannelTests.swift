import BFD
import Foundation
import Glibc
import Synchronization
import Testing

@testable import BFDControl

@Suite struct `The control channel` {
    @Test func `carries words one way and text the other`() throws {
        let daemon = try Daemon { words in (words.joined(separator: "|") + "\n", .answered) }
        let reply = try daemon.ask(["session", "new", "", "set", "ü"])
        #expect(reply == Reply(text: "session|new|set|ü\n", isGood: true))
    }

    @Test func `carries a text of any length`() throws {
        let text = String(repeating: "0123456789", count: 500_000)
        let daemon = try Daemon { _ in (text, .answered) }
        #expect(try daemon.ask(["status"]) == Reply(text: text, isGood: true))
    }

    @Test func `tells a no from an answer`() throws {
        let daemon = try Daemon { _ in ("no: draining\n", .failed) }
        #expect(try daemon.ask(["probe"]) == Reply(text: "no: draining\n", isGood: false))
    }

    @Test func `refuses a request that is too long before it is sent`() throws {
        let daemon = try Daemon { _ in ("", .answered) }
        #expect(throws: ControlFailure.tooLong) {
            try daemon.ask([String(repeating: "x", count: 1_024)])
        }
        #expect(throws: ControlFailure.tooLong) { try daemon.ask(["a\0b"]) }
        #expect(try daemon.ask([String(repeating: "x", count: 1_023)]).isGood)
    }

    @Test func `without a daemon is refused in the original's words`() throws {
        let address = Daemon.newAddress()
        do throws(ControlFailure) {
            _ = try ControlClient.connect(to: address)
            Issue.record("somebody listens")
        } catch {
            #expect(
                error.description == "Error connecting to beacon on \(address): Connection refused")
        }
    }

    @Test func `is one daemon's`() throws {
        let daemon = try Daemon { _ in ("", .answered) }
        #expect(throws: SystemError("listen for commands on \(daemon.address)", EADDRINUSE)) {
            _ = try ControlServer.listen(on: [daemon.address])
        }
    }

    @Test func `with a daemon that does not answer gives up in time`() throws {
        let daemon = try Daemon { _ in nil }
        #expect(throws: ControlFailure.late(daemon.address)) {
            try daemon.ask(["status"], within: .milliseconds(50))
        }
    }

    @Test func `that breaks off within a reply says so`() throws {
        let daemon = try Daemon { _ in ("half", nil) }
        let stop = Thread { [daemon] in
            daemon.waitForCall()
            daemon.stop()
        }
        stop.start()
        #expect(throws: ControlFailure.brokenOff(daemon.address)) { try daemon.ask(["status"]) }
    }

    @Test(arguments: [
        Array("no terminator".utf8), [0xff, 0xfe, 0], Array(repeating: 0x61, count: 2_000),
    ])
    func `closes without a word on what is no request`(bytes: [UInt8]) throws {
        let daemon = try Daemon { _ in ("", .answered) }
        let client = try daemon.rawClient()
        send(client.value, bytes, bytes.count, 0)
        var byte: UInt8 = 0
        #expect(recv(client.value, &byte, 1, 0) == 0)
        #expect(try daemon.ask(["status"]).isGood)
    }

    @Test func `serves others beside hundreds of idle clients`() throws {
        let daemon = try Daemon { _ in ("here\n", .answered) }
        var idle: [Client] = []
        for _ in 0..<300 { idle.append(Client(try daemon.rawClient())) }
        #expect(try daemon.ask(["status"]) == Reply(text: "here\n", isGood: true))
        withExtendedLifetime(idle) {}
    }

    @Test func `serves others beside clients that ask much and read nothing`() throws {
        let text = String(repeating: "x", count: 4 << 20)
        let daemon = try Daemon { words in (words == ["much"] ? text : "here\n", .answered) }
        var greedy: [Client] = []
        for _ in 0..<20 {
            let client = Client(try daemon.rawClient())
            let request = Frame.request(["much"]) ?? []
            send(client.descriptor.value, request, request.count, 0)
            greedy.append(client)
        }
        #expect(try daemon.ask(["status"]) == Reply(text: "here\n", isGood: true))
        withExtendedLifetime(greedy) {}
    }

    @Test func `outlives clients that vanish before the reply`() throws {
        let daemon = try Daemon { _ in (String(repeating: "x", count: 1 << 20), .answered) }
        for _ in 0..<50 {
            let client = try daemon.rawClient()
            let request = Frame.request(["status"]) ?? []
            send(client.value, request, request.count, 0)
        }
        #expect(try daemon.ask(["status"]).text.utf8.count == 1 << 20)
    }

    @Test func `drops a client that does not ask, and one that does not read, in time`() throws {
        let address = Daemon.newAddress()
        var server = try ControlServer.listen(on: [address])
        let idle = try ControlClient.connect(to: address)
        let slow = try Descriptor.connected(to: address)
        let request = Frame.request(["status"]) ?? []
        send(slow.value, request, request.count, 0)

        let begin = Instant(nanoseconds: 1_000_000_000)
        let later = begin.advanced(by: .seconds(2))
        let calls = server.takeCalls(at: begin) + server.takeCalls(at: begin)
        let call = try #require(calls.first)
        let deadlineOfAsking = server.deadline
        let much = String(repeating: "x", count: 2 << 20)
        let isThere = server.reply(much, end: .answered, to: call.client, at: later)
        _ = server.takeCalls(at: begin.advanced(by: .seconds(5)))
        let deadlineOfReading = server.deadline
        _ = server.takeCalls(at: later.advanced(by: .seconds(5)))
        let lastDeadline = server.deadline
        let isStillThere = server.reply("", end: .answered, to: call.client, at: later)

        #expect(deadlineOfAsking == begin.advanced(by: .seconds(5)))
        #expect(isThere)
        #expect(deadlineOfReading == later.advanced(by: .seconds(5)))
        #expect(lastDeadline == .never)
        #expect(!isStillThere)
        // Not always EPIPE: a command that another test starts at this moment holds a copy of the
        // server's end until it is executed.
        #expect(throws: ControlFailure.self) { try idle.ask(["status"]) { _ in } }
    }

    @Test func `lets a client follow for as long as it likes`() throws {
        let daemon = try Daemon { _ in ("first\n", nil) }
        var lines: [String] = []
        let client = try ControlClient.connect(to: daemon.address)
        _ = try client.ask(["watch"], within: .seconds(2), following: true) { bytes in
            lines.append(String(decoding: bytes, as: UTF8.self))
            daemon.goOn(lines.count < 3 ? ("more\n", nil) : ("end\n", .answered))
        }
        #expect(lines == ["first\n", "more\n", "more\n", "end\n"])
    }
}
