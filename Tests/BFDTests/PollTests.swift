import Testing

@testable import BFD

@Suite struct `A Poll Sequence` {
    static let first = Poll.Timers(desiredMinTx: 1, requiredMinRx: 1)
    static let second = Poll.Timers(desiredMinTx: 2, requiredMinRx: 1)
    static let now = Instant(nanoseconds: 1_000_000_000)

    /// A poll whose first sequence is over after `sent` packets and one answer.
    static func concluded(after sent: Int) -> Poll {
        var poll = Poll(first)
        for _ in 0..<sent { poll.sent(at: now) }
        _ = poll.receivedFinal(arrival: now, advertised: first)
        return poll
    }

    @Test func `runs from the start, for a peer that is new has confirmed nothing`() {
        #expect(Poll(Self.first).isRunning)
    }

    @Test func `ends with Final, which confirms what it asked`() {
        var poll = Poll(Self.first)
        poll.sent(at: Self.now)
        let answer = poll.receivedFinal(arrival: Self.now, advertised: Self.first)
        #expect(answer.isConfirmation)
        #expect(!poll.isRunning)
    }

    @Test func `with every Poll answered the next begins at once`() {
        var poll = Self.concluded(after: 1)
        poll.advertise(Self.second)
        #expect(poll.isRunning)
    }

    @Test func `with a Poll unanswered the next waits for the answer, and is not ended by it`() {
        var poll = Self.concluded(after: 2)
        poll.advertise(Self.second)
        #expect(!poll.isRunning)
        let straggler = poll.receivedFinal(arrival: Self.now, advertised: Self.second)
        #expect(!straggler.isConfirmation)
        #expect(poll.isRunning)
    }

    @Test func `with a Poll unanswered the next waits for a packet without Final`() {
        var poll = Self.concluded(after: 2)
        poll.advertise(Self.second)
        poll.receivedOther(advertised: Self.second)
        #expect(poll.isRunning)
    }

    @Test func `a packet without Final between two sequences settles the first`() {
        var poll = Self.concluded(after: 1)
        poll.sent(at: Self.now)
        poll.receivedOther(advertised: Self.first)
        poll.advertise(Self.second)
        #expect(poll.isRunning)
    }

    @Test func `a Poll outside any sequence delays the next like any other`() {
        var poll = Self.concluded(after: 1)
        poll.sent(at: Self.now)
        poll.advertise(Self.second)
        #expect(!poll.isRunning)
    }

    @Test func `a change after the first packet needs a sequence of its own`() {
        var poll = Poll(Self.first)
        poll.sent(at: Self.now)
        poll.advertise(Self.second)
        let answer = poll.receivedFinal(arrival: Self.now, advertised: Self.second)
        #expect(!answer.isConfirmation)
        #expect(poll.isRunning)
        poll.sent(at: Self.now)
        #expect(poll.receivedFinal(arrival: Self.now, advertised: Self.second).isConfirmation)
    }

    @Test func `a round trip is known when one Poll is out, not when more are`() {
        let later = Self.now.advanced(by: .milliseconds(3))
        var poll = Poll(Self.first)
        poll.sent(at: Self.now)
        #expect(
            poll.receivedFinal(arrival: later, advertised: Self.first).roundTrip
                == .milliseconds(3))
        poll = Poll(Self.first)
        poll.sent(at: Self.now)
        poll.sent(at: Self.now)
        #expect(poll.receivedFinal(arrival: later, advertised: Self.first).roundTrip == nil)
    }
}
