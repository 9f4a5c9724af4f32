/// A named set of ports: `type inet_service`.
public struct PortSet: Hashable, Sendable {
    public let name: String

    /// The members in rising order, each once.
    public let ports: [UInt16]

    public init(name: String, ports: some Sequence<UInt16>) {
        self.name = name
        self.ports = Swift.Set(ports).sorted()
    }
}

extension PortSet: CustomStringConvertible {
    /// The set as it stands in a table's block.
    public var description: String {
        var lines = ["set \(name) {", "\ttype inet_service"]
        if !ports.isEmpty {
            lines.append("\telements = { \(ports.map(String.init).joined(separator: ", ")) }")
        }
        return (lines + ["}"]).joined(separator: "\n")
    }
}
