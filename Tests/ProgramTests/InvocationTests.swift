import Foundation
import Testing

@Suite(.serialized) struct `The programs` {
    @Test func `name all that is wrong with the settings and exit with 78`() throws {
        let command = try Command.run(
            [Programs.bfdd], environment: ["POD_IPS": "10.0.0.300", "BFD_MULTI": "no"])
        #expect(command.status == 78)
        let lines = command.errors.split(separator: "\n").map(String.init)
        #expect(
            lines == [
                "POD_IPS is \"10.0.0.300\"; it takes comma-separated addresses such as "
                    + "10.16.0.12,fd00:10:16::c",
                "BFD_PEER_IPS is not set; it takes comma-separated addresses such as "
                    + "10.16.0.12,fd00:10:16::c",
                "BFD_MULTI is \"no\"; it takes a number from 1 to 255",
            ])
    }

    @Test func `tell who has the port and exit with 71`() throws {
        try Wire.with { wire in
            let first = try Responder(at: .left, of: wire)
            try waitUntil("it listens", within: .seconds(5)) { try first.states().count == 2 }
            let second = try Responder(at: .left, of: wire)
            #expect(try second.program.status(within: .seconds(5)) == 71)
            #expect(
                second.program.output == "bind 10.7.0.1:3784: Address already in use\n")
        }
    }

    @Test func `know their usage`() throws {
        let bfdd = try Command.run([Programs.bfdd, "--frobnicate"])
        #expect(bfdd.status == 64)
        #expect(bfdd.errors == "Unrecognized bfdd command line option --frobnicate.\n")
        #expect(try Command.run([Programs.bfdd, "--version"]).output.hasPrefix("bfdd version "))
        let probe = try Command.run([Programs.probe])
        #expect(probe.status == 64)
        #expect(probe.errors == "usage: gateway-probe startup|live|ready\n")
        let control = try Command.run([Programs.control])
        #expect(control.status == 1)
        #expect(
            control.errors == "No command. Try \"man bfdd-control\" for a list of commands.\n")
    }

    @Test(arguments: [
        (["--frobnicate"], "Unrecognized bfdd-control command line option --frobnicate."),
        (
            ["--altport", "--control=127.0.0.1:9"],
            "Only a single --altport or --control option is allowed."
        ),
        (["--control="], "--control must be followed by an '=' and a ip address with a port."),
        (["--control=x:1"], "--control address <x:1> is not an IPv4 or IPv6 address."),
        (["load"], "Must supply a script file after 'load'"),
    ])
    func `refuse a command line in OpenBFDD's words`(arguments: [String], text: String) throws {
        let command = try Command.run([Programs.control] + arguments)
        #expect(command.status == 1)
        #expect(command.errors == text + "\n")
    }

    @Test func `say where they looked for a daemon in vain`() throws {
        try Wire.with { wire in
            let command = try wire.run([Programs.control, "--altport", "status"], at: .left)
            #expect(command.status == 1)
            #expect(command.output == "")
            let lines = command.errors.split(separator: "\n").map(String.init)
            #expect(
                lines.first == "Error connecting to beacon on 127.0.0.1:958: Connection refused")
            #expect(
                lines.last?.hasPrefix("No bfdd listens in this network namespace (net:[") == true)
            let probe = try wire.run([Programs.probe, "live"], at: .left)
            #expect(probe.status == 1)
            #expect(
                probe.output
                    == "no: Error connecting to beacon on 127.0.0.1:957: Connection refused\n")
        }
    }

    @Test func `serve their own user and root, and nobody else`() throws {
        try Wire.with { wire in
            let left = try Responder(at: .left, of: wire)
            try waitUntil("it listens", within: .seconds(5)) { try left.states().count == 2 }
            let stranger = ["setpriv", "--reuid", "12345", "--clear-groups"]
            let programs = wire.folder.appending(path: "bin")
            try FileManager.default.copyItem(
                at: Programs.folder.appending(path: "bfdd-control"), to: programs)
            let command = try wire.run(
                stranger + [programs.path, "session", "all", "kill"], at: .left)
            #expect(command.status == 1)
            #expect(command.output == "")
            #expect(try left.states().count == 2)
        }
    }

    @Test func `need no capability, and say once what they were refused`() throws {
        try Wire.with { wire in
            // The folder of the build need not be anybody else's to look into.
            let program = wire.folder.appending(path: "bfdd")
            try FileManager.default.copyItem(
                at: Programs.folder.appending(path: "bfdd"), to: program)
            let nobody = [
                "setpriv", "--reuid", "65534", "--regid", "65534", "--clear-groups",
                "--bounding-set", "-all", "--no-new-privs", program.path,
            ]
            let left = try Responder(at: .left, of: wire, launcher: nobody)
            let right = try Responder(at: .right, of: wire)
            try left.waitFor("Up", "Up")
            try right.waitFor("Up", "Up")
            let warnings = left.program.output.split(separator: "\n").filter {
                $0.contains(" warning: ")
            }
            #expect(warnings.count == 1)
            #expect(
                try #require(warnings.first).contains(
                    "running without all real-time means refused=\"SCHED_FIFO: Operation not"))
            left.program.signal(SIGTERM)
            #expect(try left.program.status(within: .seconds(5)) == 0)
        }
    }

    @Test func `run a script, last line without a newline and all`() throws {
        try Wire.with { wire in
            let left = try Responder(at: .left, of: wire)
            try waitUntil("it listens", within: .seconds(5)) { try left.states().count == 2 }
            let script = wire.folder.appending(path: "script").path
            try Data("# a comment\n\n log type command\tno\nsession 7  kill\nversion".utf8)
                .write(to: URL(filePath: script))
            let command = try wire.run([Programs.control, "load", script], at: .left)
            #expect(command.status == 0)
            #expect(
                command.output == """
                    Running script from file <\(script)>
                     Command < log type command\tno>
                       Log type command set to no, was yes
                     Command <session 7  kill>
                       Attempting to kill session(s).
                       No session with id=7.
                     Command <version>
                       bfdd-beacon v0.1.0
                    Completed script from file <\(script)>

                    """)
        }
    }

    @Test func `go to the background under OpenBFDD's name, when they are ready`() throws {
        try Wire.with { wire in
            let beacon = wire.folder.appending(path: "bfdd-beacon")
            try FileManager.default.createSymbolicLink(
                at: beacon, withDestinationURL: URL(filePath: Programs.bfdd))
            let command = try wire.run([beacon.path, "--listen=0.0.0.0"], at: .right)
            #expect(command.status == 0)
            func ask(_ words: String...) throws -> String {
                try wire.run([Programs.control] + words, at: .right).output
            }
            #expect(try ask("status") == "There are 0 sessions:\n")
            #expect(try ask("allow", "10.7.0.1") == "Allowing connections from 10.7.0.1\n")
            #expect(try ask("status") == "There are 0 sessions:\n")
            let left = try Responder(at: .left, of: wire)
            try left.waitFor("Up", "Down")
            #expect(
                try ask("status", "remote", "10.7.0.1", "local", "10.7.0.2", "compact")
                    == " id=1 local=10.7.0.2 (p) remote=10.7.0.1 state=Up \n")
            #expect(try ask("stop") == "stopping\n")
            try left.waitFor("Down", "Down", within: .seconds(1))
            try waitUntil("it has gone", within: .seconds(2)) {
                try wire.run([Programs.control, "status"], at: .right).status == 1
            }
        }
    }
}
