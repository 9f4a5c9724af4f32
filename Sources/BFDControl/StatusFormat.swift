/// How much `status` says of a session, and how.
public struct StatusFormat: Hashable, Sendable {
    /// From 0, the state alone, to 4, everything; numbers beyond mean the nearest of these.
    public var level: Int

    /// Codes and plain numbers instead of words and thousands.
    public var isBrief: Bool

    /// One line a session instead of one a value.
    public var isCompact: Bool

    public init(level: Int = 1, isBrief: Bool = false, isCompact: Bool = false) {
        self.level = level
        self.isBrief = isBrief
        self.isCompact = isCompact
    }

    /// That of `status` alone.
    public static let short = StatusFormat(isCompact: true)

    init(_ words: inout Words) throws(Rejection) {
        self.init()
        while let word = words.next() {
            switch word {
            case "brief": isBrief = true
            case "compact": isCompact = true
            case "nocompact": isCompact = false
            case "level":
                guard let value = words.next() else {
                    throw Rejection("level must be followed by an integer.")
                }
                guard let level = Int(value) else {
                    throw Rejection("level value must be an integer : <\(value)>.")
                }
                self.level = level
            default:
                throw Rejection("Unrecognized  status setting <\(word)>.")
            }
        }
    }
}
