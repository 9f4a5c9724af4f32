import Testing

@testable import BFDResponder

@Suite struct `Inquiries of clients` {
    @Test func `share an order, but none that was given before they came`() {
        var inquiries = Inquiries<String>()
        let orders = [inquiries.add("first"), inquiries.add("second"), inquiries.add("third")]
        #expect(orders == [true, false, false])

        let early = inquiries.takeAnswered()
        #expect(early.askers == ["first"])
        #expect(early.isMoreWanted)

        let isOrdered = inquiries.add("fourth")
        #expect(!isOrdered)
        let late = inquiries.takeAnswered()
        #expect(late.askers == ["second", "third"])
        #expect(late.isMoreWanted)

        let last = inquiries.takeAnswered()
        #expect(last.askers == ["fourth"])
        #expect(!last.isMoreWanted)
        let isOrderedAgain = inquiries.add("fifth")
        #expect(isOrderedAgain)
    }
}
