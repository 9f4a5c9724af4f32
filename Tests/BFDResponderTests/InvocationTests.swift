import Addressing
import BFDControl
import Testing

@testable import BFDResponder

@Suite struct `The daemon's command line` {
    @Test func `needs nothing in a container`() throws {
        let invocation = try Invocation(["/usr/bin/bfdd"])
        #expect(invocation.name == .bfdd)
        #expect(invocation.isForeground)
        #expect(invocation.addresses.isEmpty)
        #expect(invocation.control.map(\.description) == ["127.0.0.1:957", "127.0.0.1:958"])
    }

    @Test func `takes OpenBFDD's options under OpenBFDD's name`() throws {
        let invocation = try Invocation([
            "/usr/bin/bfdd-beacon", "--tee", "--nofork", "--listen=10.0.0.1", "--listen=::",
            "--control=[::1]:9000", "--control=127.0.0.1:957", "--notee",
        ])
        #expect(invocation.name == .beacon)
        #expect(invocation.isForeground)
        #expect(invocation.addresses.map(\.description) == ["10.0.0.1", "::"])
        #expect(invocation.control.map(\.description) == ["[::1]:9000", "127.0.0.1:957"])
        #expect(try !Invocation(["bfdd-beacon"]).isForeground)
        #expect(try Invocation(["bfdd-beacon", "--version"]).asksVersion)
    }

    @Test(arguments: [
        ("--control", "--control must be followed by an '=' and a ip address with a port."),
        ("--control=", "--control must be followed by an '=' and a ip address with a port."),
        ("--control=here:957", "--control address <here:957> is not an IPv4 or IPv6 address."),
        (
            "--control=127.0.0.1",
            "--control address must have a port specified. "
                + "The address <127.0.0.1> does not contain a port."
        ),
        (
            "--control=::1",
            "--control address must have a port specified. "
                + "The address <::1> does not contain a port."
        ),
        (
            "--listen",
            "--listen must be followed by an '=' and a ip address (may be 0.0.0.0 or ::)."
        ),
        ("--listen=eth0", "--listen address <eth0> is not an IPv4 or IPv6 address."),
        ("--help", "Unrecognized bfdd-beacon command line option --help."),
        ("--tee=1", "Unrecognized bfdd-beacon command line option --tee=1."),
        ("status", "Unrecognized bfdd-beacon command line option status."),
    ])
    func `is refused in OpenBFDD's words`(argument: String, text: String) {
        #expect(throws: Usage(text)) { try Invocation(["bfdd-beacon", argument]) }
    }
}
