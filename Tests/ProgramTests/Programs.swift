import Foundation

/// The programs as they were built beside these tests.
enum Programs {
    static let folder = URL(filePath: "/proc/self/exe").resolvingSymlinksInPath()
        .deletingLastPathComponent()

    static let bfdd = path("bfdd")
    static let control = path("bfdd-control")
    static let probe = path("gateway-probe")

    private static func path(_ name: String) -> String {
        folder.appending(path: name).path
    }
}
