import Addressing
import BFD
import BFDControl
import Testing

@Suite struct `A probe's verdict` {
    private static let four = exampleStatus()
    private static let six = exampleStatus(
        id: 2, local: "fd00::1", remote: "fd00::ffff", state: .down,
        diagnostic: .controlDetectionTimeExpired)
    private static let upSix = exampleStatus(id: 2, local: "fd00::1", remote: "fd00::ffff")

    private static func verdict(
        _ probe: Probe, _ snapshot: Snapshot, expecting sessions: [SessionStatus]
    ) -> String {
        Verdict(probe, of: snapshot, expected: sessions.map(\.path)).description
    }

    @Test func `startup needs every configured session`() {
        let both = [Self.four, Self.six]
        #expect(
            Self.verdict(.startup, exampleSnapshot(both), expecting: both)
                == "yes: 1 of 2 sessions are Up")
        #expect(
            Self.verdict(.startup, exampleSnapshot([Self.four]), expecting: both)
                == "no: no session from fd00::1 to fd00::ffff")
    }

    @Test func `live needs an answer and nothing of the peer`() {
        #expect(
            Self.verdict(.live, exampleSnapshot([]), expecting: [Self.four])
                == "yes: 0 of 0 sessions are Up")
        #expect(
            Self.verdict(
                .live, exampleSnapshot([Self.six], failures: ["x"], isDraining: true),
                expecting: []) == "yes: 0 of 1 sessions are Up")
    }

    @Test func `ready needs a session that is Up in each family`() {
        #expect(
            Self.verdict(
                .ready, exampleSnapshot([Self.four, Self.upSix]),
                expecting: [Self.four, Self.upSix]) == "yes: 2 of 2 sessions are Up")
        #expect(
            Self.verdict(
                .ready, exampleSnapshot([Self.four, Self.six]), expecting: [Self.four, Self.six])
                == "no: no IPv6 session is Up; the one to fd00::ffff is Down: "
                + "Control Detection Time Expired")
        #expect(
            Self.verdict(
                .ready, exampleSnapshot([Self.upSix]), expecting: [Self.four, Self.six])
                == "no: no IPv4 session")
    }

    @Test func `ready asks for the families that there are if none was configured`() {
        #expect(
            Self.verdict(.ready, exampleSnapshot([Self.four]), expecting: [])
                == "yes: 1 of 1 sessions are Up")
        #expect(
            Self.verdict(.ready, exampleSnapshot([Self.six]), expecting: [])
                == "no: no IPv6 session is Up; the one to fd00::ffff is Down: "
                + "Control Detection Time Expired")
    }

    @Test func `ready is no while the gateway cannot or will not forward`() {
        let up = [Self.four]
        #expect(
            Self.verdict(.ready, exampleSnapshot(up, isDraining: true), expecting: up)
                == "no: draining")
        #expect(
            Self.verdict(.ready, exampleSnapshot(up, isReady: false), expecting: up)
                == "no: the gateway has not been verified yet")
        #expect(
            Self.verdict(
                .ready, exampleSnapshot(up, failures: ["net1 is down"]), expecting: up)
                == "no: net1 is down")
    }
}
