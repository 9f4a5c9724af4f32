import Foundation
import Testing

@Suite(.serialized) struct `Beside BIRD` {
    @Test func `a daemon comes up in both families, whoever begins`() throws {
        try Wire.with { wire in
            let bird = try BIRD(at: .right, of: wire)
            let daemon = try Responder(at: .left, of: wire)
            try daemon.waitFor("Up", "Up", within: .seconds(10))
            try bird.waitFor("Up")
            daemon.program.kill()
            try bird.waitFor("Down")
            let again = try Responder(at: .left, of: wire)
            try again.waitFor("Up", "Up", within: .seconds(10))
            try bird.waitFor("Up")
        }
    }

    @Test func `a daemon notices a cut cable and recovers`() throws {
        try Wire.with { wire in
            let bird = try BIRD(at: .right, of: wire)
            let daemon = try Responder(at: .left, of: wire)
            try daemon.waitFor("Up", "Up", within: .seconds(10))
            try wire.setLink(.right, isUp: false)
            try daemon.waitFor("Down", "Down", within: .seconds(2))
            try wire.setLink(.right, isUp: true)
            try daemon.waitFor("Up", "Up", within: .seconds(10))
            try bird.waitFor("Up")
        }
    }

    @Test func `both say AdminDown and both understand it`() throws {
        try Wire.with { wire in
            let bird = try BIRD(at: .right, of: wire)
            let daemon = try Responder(at: .left, of: wire)
            try daemon.waitFor("Up", "Up", within: .seconds(10))
            try bird.waitFor("Up")
            #expect(try bird.ask("disable bfd1").contains("disabled"))
            try daemon.waitFor("Down", "Down", within: .seconds(3))
            #expect(try bird.ask("enable bfd1").contains("enabled"))
            try daemon.waitFor("Up", "Up", within: .seconds(10))
            try bird.waitFor("Up")
            daemon.program.signal(SIGTERM)
            try bird.waitFor("Down", within: .seconds(3))
            #expect(try daemon.program.status(within: .seconds(5)) == 0)
        }
    }

    @Test func `a change of timers is agreed while they are up`() throws {
        try Wire.with { wire in
            let bird = try BIRD(at: .right, of: wire)
            let daemon = try Responder(at: .left, of: wire)
            try daemon.waitFor("Up", "Up", within: .seconds(10))
            for (value, shown) in [("200 ms", "200,000 us"), ("30 ms", "30,000 us")] {
                _ = try daemon.ask("session all set mintx \(value)")
                _ = try daemon.ask("session all set minrx \(value)")
                try waitUntil("BIRD has confirmed \(value)", within: .seconds(5)) {
                    let status = try daemon.ask("status 1 level 4")
                    return status.contains("\n LocalDesiredMinTx=\(shown) \n")
                        && status.contains("\n LocalRequiredMinRx=\(shown) \n")
                }
            }
            try bird.waitFor("Up")
            #expect(!daemon.program.output.contains("to=Down"))
        }
    }
}
