import Addressing
import Testing

/// What a test writes down as text and knows to be right.
func address(_ text: String) throws -> IPAddress {
    let address = IPAddress(text)
    return try #require(address)
}

func prefix(_ text: String) throws -> Prefix {
    let prefix = Prefix(text)
    return try #require(prefix)
}
