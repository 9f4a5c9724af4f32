import Gateway

/// Settings to begin from.
enum SettingsFixture {
    /// A dual-stack gateway as Kube-OVN's controller sets it up.
    static let dualStack = [
        "INTERNAL_GATEWAY_IPV4": "10.16.0.1",
        "EXTERNAL_GATEWAY_IPV4": "172.17.0.1",
        "NO_SNAT_SOURCES_IPV4": "10.17.0.0/16",
        "INTERNAL_GATEWAY_IPV6": "fd00:10:16::1",
        "EXTERNAL_GATEWAY_IPV6": "fd00:172:17::1",
        "NO_SNAT_SOURCES_IPV6": "",
    ]

    static func settings(
        _ changes: [String: String], files: [String: String] = [:]
    ) throws(InvalidSettings) -> Settings {
        try Settings(
            environment: dualStack.merging(changes) { $1 },
            readFile: { path in
                guard let content = files[path] else { throw NoSuchFile() }
                return content
            })
    }

    struct NoSuchFile: Error, CustomStringConvertible {
        var description: String { "no such file" }
    }
}
