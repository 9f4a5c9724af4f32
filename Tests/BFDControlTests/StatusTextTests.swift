import BFDControl
import Testing

@testable import BFD

@Suite struct `The text of a status` {
    private static func status(_ line: String, of sessions: [SessionStatus]) throws -> String {
        let request = try Request(words: line.split(separator: " ").map(String.init))
        guard case .status(let selector, let format) = request else { return "(another request)" }
        return exampleSnapshot(sessions).text(selector, format)
    }

    @Test func `alone is a line a session`() throws {
        #expect(
            try Self.status("status", of: [exampleStatus()])
                == "There are 1 sessions:\nSession 1\n"
                + " id=1 local=172.16.1.51 (p) remote=10.255.255.254 state=Up \n")
    }

    @Test func `counts no session in the plural too`() throws {
        #expect(try Self.status("status", of: []) == "There are 0 sessions:\n")
        #expect(try Self.status("status all level 4", of: []) == "There are 0 sessions:\n")
    }

    @Test(arguments: [
        (State.adminDown, "AdminDown"), (.down, "Down"), (.initializing, "Init"), (.up, "Up"),
    ])
    func `names each state as the original does`(state: State, name: String) throws {
        let text = try Self.status("status", of: [exampleStatus(state: state)])
        #expect(text.hasSuffix(" state=\(name) \n"))
    }

    @Test func `glues the mark of a held state to it and that of a suspended session not`() throws {
        let sessions = [
            exampleStatus(state: .adminDown, isForced: true, isSuspended: true),
            exampleStatus(id: 2, role: .active, state: .down, isForced: true),
            exampleStatus(id: 3, role: .passive, isSuspended: true),
        ]
        #expect(
            try Self.status("status", of: sessions) == """
                There are 3 sessions:
                Session 1
                 id=1 local=172.16.1.51 (p) remote=10.255.255.254 state=AdminDown<Forced> <Suspended>
                Session 2
                 id=2 local=172.16.1.51 (a) remote=10.255.255.254 state=Down<Forced>\(" ")
                Session 3
                 id=3 local=172.16.1.51 (p) remote=10.255.255.254 state=Up <Suspended>

                """)
    }

    @Test func `has a line a value unless it is to be compact`() throws {
        let sessions = [
            exampleStatus(),
            exampleStatus(id: 2, local: "fd00::1", remote: "fd00::ffff", state: .down),
        ]
        #expect(
            try Self.status("status all", of: sessions)
                == "There are 2 sessions:\nSession 1\n"
                + " id=1 \n local=172.16.1.51 (p) \n remote=10.255.255.254 \n state=Up \n"
                + "\nSession 2\n"
                + " id=2 \n local=fd00::1 (p) \n remote=fd00::ffff \n state=Down \n")
    }

    @Test func `of one session is its record alone`() throws {
        let sessions = [exampleStatus(), exampleStatus(id: 2, remote: "10.255.255.253")]
        let record = " id=2 local=172.16.1.51 (p) remote=10.255.255.253 state=Up \n"
        #expect(try Self.status("status 2 compact", of: sessions) == record)
        #expect(
            try Self.status(
                "status remote 10.255.255.253 local 172.16.1.51 compact", of: sessions) == record)
    }

    @Test func `of a session that is not there says so`() throws {
        #expect(try Self.status("status 9", of: [exampleStatus()]) == "No session with id=9.\n")
        #expect(
            try Self.status("status remote 10.0.0.1 local 10.0.0.2", of: [exampleStatus()])
                == "No session with local ip=10.0.0.2 and remote ip=10.0.0.1.\n")
    }

    @Test(arguments: [
        (
            "level 0 compact",
            " id=1 local=172.16.1.51 remote=10.255.255.254 state=Down\n"
        ),
        (
            "level -3",
            " id=1 \n local=172.16.1.51 \n remote=10.255.255.254 \n state=Down\n"
        ),
        (
            "level 2 compact",
            " id=1 local=172.16.1.51 (passive) remote=10.255.255.254 "
                + "LocalState=Down<Path Down> RemoteState=AdminDown<Administratively Down> "
                + "LocalId=123 RemoteId=456 \n"
        ),
        (
            "level 2 brief",
            " id=1 \n local=172.16.1.51 (p) \n remote=10.255.255.254 \n "
                + "LocalState=Down<5> \n RemoteState=AdminDown<7> \n "
                + "LocalId=123 \n RemoteId=456 \n"
        ),
        (
            "level 3 compact",
            " id=1 local=172.16.1.51 (passive) remote=10.255.255.254 "
                + "LocalState=Down<Path Down> RemoteState=AdminDown<Administratively Down> "
                + "LocalId=123 RemoteId=456 "
                + "Time=Down(00:00:14.056)  CurrentTxInterval=1,000,000 us "
                + "CurrentRxTimeout=3,000,000 us "
        ),
        (
            "level 3 brief",
            " id=1 \n local=172.16.1.51 (p) \n remote=10.255.255.254 \n "
                + "LocalState=Down<5> \n RemoteState=AdminDown<7> \n "
                + "LocalId=123 \n RemoteId=456 \n "
                + "Time=Down(00:00:14.056)  \n CurrentTxInterval=1000000 us \n "
                + "CurrentRxTimeout=3000000 us \n "
        ),
        (
            "level 9 compact",
            " id=1 local=172.16.1.51 (passive) remote=10.255.255.254 "
                + "LocalState=Down<Path Down> RemoteState=AdminDown<Administratively Down> "
                + "LocalId=123 RemoteId=456 "
                + "Time=Down(00:00:14.056)  CurrentTxInterval=1,000,000 us "
                + "CurrentRxTimeout=3,000,000 us "
                + "LocalDetectMulti=3 LocalDesiredMinTx=1,000,000 us "
                + "LocalRequiredMinRx=1,000,000 us "
                + "RemoteDetectMulti=3 RemoteDesiredMinTx=1,000,000 us "
                + "RemoteRequiredMinRx=300,000 us \n"
        ),
    ])
    func `says more at each level`(options: String, expected: String) throws {
        let session = exampleStatus(
            state: .down, diagnostic: .pathDown, remoteState: .adminDown,
            remoteDiagnostic: .administrativelyDown)
        #expect(try Self.status("status 1 \(options)", of: [session]) == expected)
    }

    @Test func `marks held and suspended sessions inside the brackets from level 2 on`() throws {
        let session = exampleStatus(
            role: .active, state: .adminDown, diagnostic: .administrativelyDown, isForced: true,
            isSuspended: true)
        let text = try Self.status("status 1 level 2 compact", of: [session])
        #expect(
            text.contains(
                " (active) remote=10.255.255.254 "
                    + "LocalState=AdminDown<Forced: Suspended: Administratively Down> "))
    }

    @Test func `shows at level 4 what waits for the peer and what waits for Up`() throws {
        let session = exampleStatus(
            configuration: Configuration(desiredMinTx: 100_000, requiredMinRx: 300_000),
            desiredMinTx: 1_000_000, desiredMinTxInUse: 50_000, requiredMinRxInUse: 900_000)
        let text = try Self.status("status 1 level 4", of: [session])
        let expected = """
             LocalDetectMulti=3\(" ")
             LocalDesiredMinTx=50,000 us (pending 1,000,000 us) (def 100,000 us)\(" ")
             LocalRequiredMinRx=900,000 us (pending 300,000 us)\(" ")
             RemoteDetectMulti=3\(" ")
             RemoteDesiredMinTx=1,000,000 us\(" ")
             RemoteRequiredMinRx=300,000 us\(" ")

            """
        #expect(text.hasSuffix("\n" + expected))
    }

    @Test func `remembers four states, Init being part of the Down before it`() throws {
        let session = exampleStatus(
            since: seconds(110),
            history: [
                exampleTransition(.down, .initializing, at: 1),
                exampleTransition(.initializing, .up, at: 2),
                exampleTransition(.up, .adminDown, at: 10, isForced: true),
                exampleTransition(.adminDown, .down, at: 75),
                exampleTransition(.down, .initializing, at: 105),
                exampleTransition(.initializing, .up, at: 110),
            ])
        let time = "Up(00:00:04.056) Down(00:00:35.000) AdminDown/F(00:01:05.000) "
        #expect(
            try Self.status("status 1 level 4 compact", of: [session])
                .contains("Time=\(time)Up(00:00:08.000)  CurrentTxInterval="))
        #expect(
            try Self.status("status 1 level 3 compact", of: [session])
                .contains("Time=Up(00:00:04.056)  CurrentTxInterval="))
    }

    @Test func `lets minutes run beyond the hour, as the original does`() throws {
        var snapshot = exampleSnapshot([])
        snapshot = Snapshot(
            time: seconds(4_600), sessions: [exampleStatus()], counters: snapshot.counters,
            health: snapshot.health, isReady: true, isDraining: false, isDrained: false,
            allowed: [], defaults: snapshot.defaults)
        let text = snapshot.text(.all, StatusFormat(level: 3))
        #expect(text.contains("Time=Up(01:75:00.000)  "))
    }
}
