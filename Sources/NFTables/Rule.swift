/// Statements that a packet goes through from left to right, until one does not match.
public struct Rule: Hashable, Sendable {
    public var statements: [Statement]

    public init(_ statements: [Statement]) {
        self.statements = statements
    }
}

extension Rule: ExpressibleByArrayLiteral {
    public init(arrayLiteral elements: Statement...) {
        statements = elements
    }
}

extension Rule: CustomStringConvertible {
    public var description: String {
        statements.map(\.description).joined(separator: " ")
    }
}
