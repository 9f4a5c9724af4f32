/// A session's last sixteen transitions.
public struct History: Sendable {
    private var ring: [16 of Transition?] = .init(repeating: nil)
    private var total: UInt64 = 0

    init() {}

    mutating func append(_ transition: Transition) {
        ring[Int(total % 16)] = transition
        total += 1
    }

    /// How many of them are still here: at most sixteen.
    public var count: Int { Int(min(total, 16)) }

    /// The transition `age` changes ago; 0 is the last. `age` is less than ``count``.
    public subscript(age: Int) -> Transition? {
        guard age >= 0, age < count else { return nil }
        return ring[Int((total - 1 - UInt64(age)) % 16)]
    }
}
