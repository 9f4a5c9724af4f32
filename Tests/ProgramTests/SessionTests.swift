import Foundation
import Testing

@Suite(.serialized) struct `Two daemons on a wire` {
    @Test func `come up in both families and say so exactly`() throws {
        try Wire.with { wire in
            let left = try Responder(at: .left, of: wire)
            let right = try Responder(at: .right, of: wire)
            try left.waitFor("Up", "Up")
            try right.waitFor("Up", "Up")
            #expect(
                try left.ask("status") == """
                    There are 2 sessions:
                    Session 1
                     id=1 local=10.7.0.1 (p) remote=10.7.0.2 state=Up\(" ")
                    Session 2
                     id=2 local=fd07::1 (p) remote=fd07::2 state=Up\(" ")

                    """)
            #expect(
                left.program.output.contains("Listening for BFD connections on 10.7.0.1:3784\n"))
            #expect(
                left.program.output.contains("Listening for BFD connections on [fd07::1]:3784\n"))
            #expect(try right.ask("peers").contains("fd07::1 sessions=1 up=1 allowed=yes\n"))
        }
    }

    @Test func `go down when the cable is cut and come back with it`() throws {
        try Wire.with { wire in
            let left = try Responder(at: .left, of: wire)
            let right = try Responder(at: .right, of: wire)
            try left.waitFor("Up", "Up")
            try right.waitFor("Up", "Up")
            try wire.setLink(.left, isUp: false)
            try right.waitFor("Down", "Down", within: .seconds(2))
            #expect(
                try right.ask("status 1 level 2").contains("Down<Control Detection Time Expired>"))
            try wire.setLink(.left, isUp: true)
            try right.waitFor("Up", "Up")
            try left.waitFor("Up", "Up")
            #expect(right.program.output.contains("cause=detectionTimeExpired"))
            // Once for each session, not for each packet.
            let lines = left.program.output.split(separator: "\n")
            #expect(lines.count { $0.contains("session cannot send") } == 2)
            #expect(lines.count { $0.contains("session can send again") } == 2)
        }
    }

    @Test func `say farewell and go on for as long as they were told`() throws {
        try Wire.with { wire in
            let left = try Responder(at: .left, of: wire, drainSeconds: 1)
            let right = try Responder(at: .right, of: wire)
            try left.waitFor("Up", "Up")
            try right.waitFor("Up", "Up")
            let begin = ContinuousClock.now
            left.program.signal(SIGTERM)
            try right.waitFor("Down", "Down", within: .seconds(1))
            #expect(
                try right.ask("status 1 level 2").contains(
                    "RemoteState=AdminDown<Administratively Down>"))
            #expect(
                try right.ask("status 1 level 2").contains("Down<Neighbor Signaled Session Down>"))
            #expect(try left.states() == ["AdminDown", "AdminDown"])
            let probe = try wire.run([Programs.probe, "ready"], at: .left)
            #expect(probe.status == 1)
            #expect(probe.output == "no: draining\n")
            #expect(try left.program.status(within: .seconds(5)) == 0)
            #expect(ContinuousClock.now - begin >= .seconds(1))
            #expect(left.program.output.contains("peer has confirmed the farewell"))
        }
    }

    @Test func `leave at once when told twice, and not without a word`() throws {
        try Wire.with { wire in
            let left = try Responder(at: .left, of: wire, drainSeconds: 60)
            let right = try Responder(at: .right, of: wire)
            try left.waitFor("Up", "Up")
            try right.waitFor("Up", "Up")
            left.program.signal(SIGTERM)
            try waitUntil("it is leaving", within: .seconds(1)) {
                left.program.output.contains("leaving")
            }
            left.program.signal(SIGINT)
            #expect(try left.program.status(within: .seconds(2)) == 0)
            try right.waitFor("Down", "Down", within: .seconds(1))
            #expect(right.program.output.contains("cause=neighborAdminDown"))
        }
    }

    @Test func `have the same discriminator and port after a crash, and find each other`() throws {
        try Wire.with { wire in
            let right = try Responder(at: .right, of: wire)
            let before = try Responder(at: .left, of: wire)
            try before.waitFor("Up", "Up")
            try right.waitFor("Up", "Up")
            let identity = try Self.discriminators(of: before)
            before.program.kill()
            let after = try Responder(at: .left, of: wire)
            try after.waitFor("Up", "Up")
            try right.waitFor("Up", "Up")
            #expect(try Self.discriminators(of: after) == identity)
            #expect(Set(identity).count == 2)
        }
    }

    private static func discriminators(of responder: Responder) throws -> [String] {
        try responder.ask("status all level 2").split(separator: "\n")
            .filter { $0.hasPrefix(" LocalId=") }.map(String.init)
    }

    @Test func `do not take their own standstill for the peer's silence`() throws {
        try Wire.with { wire in
            // The right one waits twenty times as long for the left one as the other way round.
            let left = try Responder(at: .left, of: wire, multiplier: 60)
            let right = try Responder(at: .right, of: wire, multiplier: 3)
            try left.waitFor("Up", "Up")
            try right.waitFor("Up", "Up")
            for _ in 0..<3 {
                left.program.signal(SIGSTOP)
                usleep(500_000)
                left.program.signal(SIGCONT)
                #expect(try left.states() == ["Up", "Up"])
            }
            #expect(!left.program.output.contains("detectionTimeExpired"))
            #expect(try right.states() == ["Up", "Up"])
        }
    }

    @Test func `are held down, released, killed, blocked and allowed by hand`() throws {
        try Wire.with { wire in
            let left = try Responder(at: .left, of: wire)
            let right = try Responder(at: .right, of: wire)
            try left.waitFor("Up", "Up")
            #expect(
                try left.ask("session 1 state admin")
                    == "Attempting to put session(s) into AdminDown state with diagnostic "
                    + "<Administratively Down>.\n")
            try left.waitFor("AdminDown<Forced>", "Up")
            try right.waitFor("Down", "Up")
            #expect(try left.ask("session all state up").hasPrefix("Attempting to put"))
            try left.waitFor("Up", "Up")

            #expect(try left.ask("session 9 kill").hasSuffix("No session with id=9.\n"))
            for address in Wire.End.right.addresses {
                #expect(try left.ask("block \(address)").hasPrefix("Blocking connections from"))
            }
            #expect(try left.ask("session all kill") == "Attempting to kill session(s).\n")
            #expect(try left.ask("status") == "There are 0 sessions:\n")
            let startup = try wire.run([Programs.probe, "startup"], at: .left)
            #expect(startup.status == 1)
            #expect(startup.output == "no: no session from 10.7.0.1 to 10.7.0.2\n")
            for address in Wire.End.right.addresses {
                #expect(
                    try left.ask("allow \(address)") == "Allowing connections from \(address)\n")
            }
            try left.waitFor("Up", "Up")
            #expect(try left.ask("status").contains("Session 4\n"))
        }
    }

    @Test func `change their timers while they are up`() throws {
        try Wire.with { wire in
            let left = try Responder(at: .left, of: wire)
            let right = try Responder(at: .right, of: wire)
            try left.waitFor("Up", "Up")
            try right.waitFor("Up", "Up")
            #expect(
                try left.ask("session all set mintx 20 ms")
                    == "Attempting to set mintx to 20,000 us.\n")
            #expect(
                try left.ask("session all set minrx 40 ms").hasPrefix("Attempting to set minrx"))
            try waitUntil("the new timers are in force", within: .seconds(3)) {
                let status = try right.ask("status 1 level 4")
                return status.contains("RemoteDesiredMinTx=20,000 us")
                    && status.contains("RemoteRequiredMinRx=40,000 us")
            }
            #expect(!left.program.output.contains("to=Down"))
        }
    }

    @Test func `can be taken out of service and back`() throws {
        try Wire.with { wire in
            let left = try Responder(at: .left, of: wire)
            let right = try Responder(at: .right, of: wire)
            try left.waitFor("Up", "Up")
            try right.waitFor("Up", "Up")
            #expect(try left.ask("drain") == "draining\n")
            try right.waitFor("Down", "Down")
            #expect(
                try wire.run([Programs.probe, "ready"], at: .left).output
                    == "no: drained by an operator\n")
            #expect(try left.ask("undrain") == "no longer draining\n")
            try left.waitFor("Up", "Up", within: .seconds(10))
            try right.waitFor("Up", "Up")
        }
    }

    @Test func `are watched`() throws {
        try Wire.with { wire in
            let left = try Responder(at: .left, of: wire)
            try waitUntil("it listens", within: .seconds(5)) { try left.states().count == 2 }
            let watcher = try wire.start([Programs.control, "watch"], at: .left)
            try waitUntil("it tells how things are", within: .seconds(5)) {
                watcher.output.hasSuffix("id=2 local=fd07::1 remote=fd07::2 state=Down\n")
            }
            _ = try Responder(at: .right, of: wire)
            try waitUntil("both transitions are told", within: .seconds(5)) {
                watcher.output.contains(
                    "id=1 local=10.7.0.1 remote=10.7.0.2 Init->Up <No Diagnostic> cause=handshake\n"
                ) && watcher.output.contains("id=2 ")
            }
            left.program.signal(SIGTERM)
            #expect(try watcher.status(within: .seconds(5)) == 1)
        }
    }
}
