import Addressing
import BFD
import BFDControl
import Testing

/// What is answered to the words of `line`, as far as no daemon is needed for it.
private func reply(to line: String) -> String {
    do throws(Rejection) {
        return try Request(words: line.split(separator: " ").map(String.init)).acknowledgement
            ?? "(asks)"
    } catch {
        return error.text
    }
}

@Suite struct `A request` {
    @Test(arguments: [
        ("stop", "stopping"),
        ("STOP", "stopping"),
        ("version", "bfdd-beacon v\(Version.current)"),
        (
            "connect local 10.0.0.1 remote 10.0.0.2",
            "Opened connection from local 10.0.0.1 to remote 10.0.0.2"
        ),
        (
            "connect remote fd00:0::2 local fd00::1",
            "Opened connection from local fd00::1 to remote fd00::2"
        ),
        ("allow 10.255.255.255", "Allowing connections from 10.255.255.255"),
        ("Allow 0:0::0", "Allowing connections from ::"),
        (
            "block ::1",
            "Blocking connections from ::1. This will not terminate any ongoing session."
        ),
        (
            "session all state up",
            "Attempting to put session(s) into Up state with diagnostic <No Diagnostic>."
        ),
        (
            "session 1 state down",
            "Attempting to put session(s) into Down state with diagnostic <Path Down>."
        ),
        (
            "session 1 state down 31",
            "Attempting to put session(s) into Down state with diagnostic <Unknown>."
        ),
        (
            "session local 10.0.0.1 remote 10.0.0.2 state admin",
            "Attempting to put session(s) into AdminDown state with diagnostic "
                + "<Administratively Down>."
        ),
        (
            "session all state admin 4",
            "Attempting to put session(s) into AdminDown state with diagnostic "
                + "<Forwarding Plane Reset>."
        ),
        ("session all kill", "Attempting to kill session(s)."),
        ("session 7 reset", "Attempting to reset session(s)."),
        ("session 7 suspend", "Attempting to suspend session(s)."),
        ("session 7 resume", "Attempting to resume session(s)."),
        ("session new set mintx 1 s", "Attempting to set mintx to 1,000,000 us."),
        ("session new set mintx 300 us", "Attempting to set mintx to 300 us."),
        ("session new set minrx 300 ms", "Attempting to set minrx to 300,000 us."),
        ("session all set minrx 0 s", "Attempting to set minrx to 0 us."),
        ("session all set minrx 4294 s", "Attempting to set minrx to 4,294,000,000 us."),
        ("session new set multi 3", "Attempting to set multi to 3."),
        ("session new set multi 255", "Attempting to set multi to 255."),
        (
            "session 1 set cpi yes",
            "Attempting to set control plane independent (C) bit to yes."
        ),
        ("session 1 set cpi no", "Attempting to set control plane independent (C) bit to no."),
        ("session 1 set admin_up_poll yes", "Attempting to enable admin_up_poll workaround."),
        ("session 1 set admin_up_poll no", "Attempting to disable admin_up_poll workaround."),
        ("drain", "draining"),
        ("undrain", "no longer draining"),
    ])
    func `is acknowledged`(line: String, expected: String) {
        #expect(reply(to: line) == expected)
    }

    @Test(arguments: [
        ("frobnicate now", "Unknown command <frobnicate>"),
        ("connect", "Must supply 'local ip remote ip' address pair."),
        (
            "connect 1 2",
            "'connect' must be followed by an ip pair. "
                + "Error: Unknown <1> should be 'remote' or 'local'."
        ),
        (
            "connect local",
            "'connect' must be followed by an ip pair. "
                + "Error: 'local' should be followed by an Pv4 or IPv6 address."
        ),
        (
            "connect local x",
            "'connect' must be followed by an ip pair. "
                + "Error: <x> is not an IPv4 or IPv6 address."
        ),
        (
            "connect local 10.0.0.1",
            "'connect' must be followed by an ip pair. Error: 'remote' not found."
        ),
        (
            "connect remote 10.0.0.1 remote",
            "'connect' must be followed by an ip pair. "
                + "Error: unknown <remote>. 'remote' ip must be followed by 'local'."
        ),
        (
            "connect remote 10.0.0.1 local",
            "'connect' must be followed by an ip pair. "
                + "Error: 'local' should be followed by an ip address."
        ),
        (
            "connect remote 10.0.0.1 local 10.0.0.256",
            "'connect' must be followed by an ip pair. "
                + "Error: <10.0.0.256> is not an IPv4 or IPv6 address."
        ),
        (
            "connect remote 10.0.0.1 local ::1",
            "'connect' must be followed by an ip pair. "
                + "Error: can not mix IPv4 and IPv6 addresses."
        ),
        ("allow", "Must supply ip address."),
        ("allow all", "Invalid IPv4 or IPv6 address <all>."),
        ("block", "Must supply an IPv4 or IPv6 address."),
        ("block 10.0.0", "Invalid IPv4 or IPv6 address <10.0.0>."),
        (
            "status ALL",
            "Must supply 'all', session id or 'remote ip local ip' before other settings. "
                + "Unknown <ALL>."
        ),
        (
            "status 0",
            "Must supply 'all', session id or 'remote ip local ip' before other settings. "
                + "Unknown <0>."
        ),
        (
            "status local 10.0.0.1",
            "Must supply 'all', session id or 'remote ip local ip' before other settings. "
                + "Error: 'remote' not found."
        ),
        ("status all level", "level must be followed by an integer."),
        ("status all level two", "level value must be an integer : <two>."),
        ("status all verbose", "Unrecognized  status setting <verbose>."),
        ("session", "Must supply 'all', 'new', session id or 'remote ip local ip'."),
        (
            "session x",
            "Must supply 'all', 'new', session id or 'remote ip local ip' before other settings. "
                + "Unknown <x>."
        ),
        (
            "session remote",
            "Must supply 'all', 'new', session id or 'remote ip local ip' before other settings. "
                + "Error: 'remote' should be followed by an Pv4 or IPv6 address."
        ),
        (
            "session all",
            "Must supply session action: 'state', 'set', 'kill', 'reset', 'suspend' or 'resume'."
        ),
        (
            "session all stop",
            "Unrecognized session action <stop> use: "
                + "'state', 'set', 'kill', 'reset', 'suspend' or 'resume'."
        ),
        (
            "session new kill",
            "Attempting to kill session(s).\n'new' can only be used with 'set'."
        ),
        ("session all state", "Must supply state: 'up', 'admin', or 'down'."),
        ("session all state init", "Unrecognized state <init> use 'up', 'admin', or 'down'."),
        ("session all state up 1", "State up can not have diagnostic value."),
        (
            "session all state down no",
            "Unrecognized diagnostic value. Must be integer <no>."
        ),
        ("session all state down 32", "Diagnostic value. Must be integer between 0 and 31."),
        ("session all state admin -1", "Diagnostic value. Must be integer between 0 and 31."),
        (
            "session all set",
            "Must supply item to set: 'mintx', 'minrx', 'multi', 'cpi' or 'admin_up_poll'."
        ),
        (
            "session all set ttl",
            "Unrecognized item to set <ttl> use "
                + "'mintx', 'minrx', 'multi', 'cpi' or 'admin_up_poll'."
        ),
        ("session all set mintx", "Must supply value for 'set mintx'."),
        (
            "session all set mintx fast",
            "'set mintx' value must be an integer followed by time unit : <fast>."
        ),
        ("session all set mintx 0 ms", "'set mintx' value can not be 0."),
        ("session all set minrx", "Must supply value for 'set minrx'."),
        (
            "session all set minrx 3ms",
            "'set minrx' value must be an integer followed by time unit : <3ms>."
        ),
        ("session all set minrx -3 ms", "Negative values not allowed"),
        (
            "session all set minrx 3",
            "Must supply a unit after the value 3: 's', 'ms' or 'us'"
        ),
        ("session all set minrx 3 min", "Unknown unit <min>. Use: 's', 'ms' or 'us'"),
        (
            "session all set minrx 4295 s",
            "Value <4295> seconds is too large to be converted to microseconds."
        ),
        (
            "session all set minrx 4294968 ms",
            "Value <4294968> milliseconds is too large to be converted to microseconds."
        ),
        (
            "session all set minrx 4294967296 us",
            "Value <4294967296> microseconds is too large."
        ),
        ("session all set multi", "Must supply value for 'set multi'."),
        (
            "session all set multi many",
            "Must supply an non-zero integer value for 'set multi'."
        ),
        (
            "session all set multi -3",
            "Must supply an non-zero integer value for 'set multi'."
        ),
        ("session all set multi 256", "Value for 'set multi is too large.."),
        ("session all set multi 0", "'set multi' value can not be 0."),
        ("session all set cpi", "Must supply 'yes' or 'no' for 'set cpi'."),
        (
            "session all set cpi 1",
            "Must supply 'yes' or 'no' for 'set cpi'. Unknown value <1>."
        ),
        (
            "session all set admin_up_poll",
            "Must supply 'yes' or 'no' for 'set admin_up_poll'."
        ),
        (
            "session all set admin_up_poll on",
            "Must supply 'yes' or 'no' for 'set admin_up_poll'. Unknown value <on>."
        ),
        ("log", "Must specify: 'level', 'type' or 'timing'."),
        (
            "log volume",
            "'log' must be followed by one of 'level', 'type' or 'timing'. Unknown <volume>"
        ),
        ("log level", "Must specify a level name or 'list'."),
        ("log level loud", "Unknown level: loud."),
        ("log type", "'type' must be followed by 'list' or a log type."),
        ("log type gossip yes", "Unknown log type: gossip."),
        ("log type command", "Must specify 'yes' or 'no'."),
        ("log type command maybe", "Must specify 'yes' or 'no'."),
        ("log timing", "Must specify 'yes' or 'no'."),
        ("probe", "'probe' must be followed by one of 'startup', 'live', 'ready'."),
        ("probe dead", "'probe' must be followed by one of 'startup', 'live', 'ready'."),
    ])
    func `that cannot be understood says why`(line: String, expected: String) {
        #expect(reply(to: line) == expected)
    }

    @Test(
        arguments: [
            ("status", .status(.all, StatusFormat(level: 1, isCompact: true))),
            ("status all", .status(.all, StatusFormat())),
            (
                "status 3 level 4 brief",
                .status(.id(SessionID(rawValue: 3)), StatusFormat(level: 4, isBrief: true))
            ),
            ("status all compact nocompact level 2", .status(.all, StatusFormat(level: 2))),
            ("status json", .statusJSON),
            ("peers", .peers),
            ("watch", .watch),
            ("probe ready", .probe(.ready)),
            ("log timing yes", .log(.setTiming(true))),
        ] as [(String, Request)])
    func `that asks is understood`(line: String, expected: Request) throws {
        #expect(try Request(words: line.split(separator: " ").map(String.init)) == expected)
    }

    @Test(arguments: [
        ("session 4 kill", "No session with id=4."),
        (
            "session remote 10.0.0.2 local 10.0.0.1 reset",
            "No session with local ip=10.0.0.1 and remote ip=10.0.0.2."
        ),
        (
            "connect local fd00::1 remote fd00::2",
            "Failed to open connection from local fd00::1 to remote fd00::2"
        ),
        ("session all kill", nil),
        ("stop", nil),
    ])
    func `that cannot be done has a line of its own`(line: String, expected: String?) throws {
        let request = try Request(words: line.split(separator: " ").map(String.init))
        #expect(request.failure == expected)
    }

    @Test func `for later sessions changes their defaults and nothing else`() throws {
        var defaults = Configuration()
        for line in ["mintx 20 ms", "minrx 60 ms", "multi 5", "cpi no", "admin_up_poll yes"] {
            let words = ["session", "new", "set"] + line.split(separator: " ").map(String.init)
            guard case .defaults(let setting) = try Request(words: words) else {
                Issue.record("\(line) is not for later sessions")
                continue
            }
            setting.apply(to: &defaults)
        }
        #expect(
            defaults
                == Configuration(
                    desiredMinTx: 20_000, requiredMinRx: 60_000, detectMultiplier: 5,
                    isControlPlaneIndependent: false))
    }
}
