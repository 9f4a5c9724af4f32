// swift-tools-version: 6.3
import PackageDescription

let package = Package(
    name: "vpc-egress-gateway",
    products: [
        .executable(name: "gateway-init", targets: ["GatewayInit"]),
        .executable(name: "bfdd", targets: ["BFDResponder"]),
        .executable(name: "bfdd-control", targets: ["Control"]),
        .executable(name: "gateway-probe", targets: ["Probe"]),
        // For Benchmarks/, a package of its own.
        .library(name: "BFD", targets: ["Addressing", "BFD"]),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
    ],
    targets: [
        // C libraries, as they are.
        .systemLibrary(name: "CLibMNL", pkgConfig: "libmnl", providers: [.apt(["libmnl-dev"])]),
        .systemLibrary(
            name: "CLibNFTnl", pkgConfig: "libnftnl", providers: [.apt(["libnftnl-dev"])]),
        .systemLibrary(
            name: "CLibNL", pkgConfig: "libnl-route-3.0", providers: [.apt(["libnl-route-3-dev"])]),
        .systemLibrary(name: "CLinux"),

        // Values and protocol logic: no C, no sockets, no clock.
        .target(name: "Addressing"),
        .target(name: "BFD", dependencies: ["Addressing"]),

        // MD5 and SHA1, for BFD's authentication alone.
        .target(
            name: "BFDDigests",
            dependencies: ["BFD", .product(name: "Crypto", package: "swift-crypto")]),

        // The kernel, made safe.
        .target(name: "Netlink", dependencies: ["Addressing", "CLibNL", "CLinux"]),
        .target(name: "NFTables", dependencies: ["Addressing", "CLibMNL", "CLibNFTnl"]),
        .target(name: "Conntrack", dependencies: ["Addressing", "CLibMNL"]),
        .target(name: "LinkLayer", dependencies: ["Addressing", "CLinux"]),
        .target(name: "Sysctl", dependencies: ["Addressing"]),
        .target(
            name: "Gateway",
            dependencies: [
                "Addressing", "Conntrack", "LinkLayer", "Netlink", "NFTables", "Sysctl",
            ]),

        // The daemon's control channel: requests and replies as values, and the socket they cross.
        .target(name: "BFDControl", dependencies: ["Addressing", "BFD", "CLinux"]),

        // Programs.
        .executableTarget(
            name: "GatewayInit",
            dependencies: [
                "Conntrack", "Gateway", "NFTables", "Netlink", "Sysctl",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ]
        ),
        .executableTarget(
            name: "BFDResponder",
            dependencies: [
                "Addressing", "BFD", "BFDControl", "CLinux",
                .product(name: "Logging", package: "swift-log"),
            ]
        ),
        .executableTarget(name: "Control", dependencies: ["BFDControl"]),
        .executableTarget(name: "Probe", dependencies: ["Addressing", "BFDControl"]),

        // Tests.
        .testTarget(name: "AddressingTests", dependencies: ["Addressing"]),
        // Peers, wires and virtual time for the tests of BFD, and a model of OVN's BFD.
        .target(
            name: "BFDSimulation", dependencies: ["Addressing", "BFD"],
            path: "Tests/BFDSimulation"),
        .testTarget(name: "BFDTests", dependencies: ["Addressing", "BFD", "BFDSimulation"]),
        .testTarget(
            name: "BFDConformanceTests",
            dependencies: ["Addressing", "BFD", "BFDDigests", "BFDSimulation"]),
        .testTarget(
            name: "BFDResponderTests",
            dependencies: ["Addressing", "BFD", "BFDControl", "BFDResponder", "CLinux"]),
        .testTarget(
            name: "ProgramTests", dependencies: ["BFDResponder", "CLinux", "Control", "Probe"]),
        .testTarget(
            name: "BFDControlTests", dependencies: ["Addressing", "BFD", "BFDControl", "CLinux"]),
        .testTarget(name: "LinkLayerTests", dependencies: ["Addressing", "LinkLayer"]),
        .testTarget(name: "NetlinkTests", dependencies: ["Addressing", "Netlink"]),
        .testTarget(name: "SysctlTests", dependencies: ["Addressing", "Sysctl"]),
        .testTarget(
            name: "GatewayTests",
            dependencies: ["Addressing", "Conntrack", "Gateway", "Netlink", "NFTables", "Sysctl"]),
        .testTarget(
            name: "NamespaceTests",
            dependencies: [
                "Addressing", "CLibNL", "CLinux", "Conntrack", "Gateway", "LinkLayer", "Netlink",
                "NFTables",
                "Sysctl",
            ]),
    ]
)

/// Targets that touch no C. The compiler holds them to it.
let pure: Set = ["Addressing", "BFD", "Gateway", "GatewayInit"]

for target in package.targets where target.type != .system {
    target.swiftSettings = [
        .enableUpcomingFeature("ExistentialAny"),
        .enableUpcomingFeature("InternalImportsByDefault"),
        .enableUpcomingFeature("MemberImportVisibility"),
        .treatAllWarnings(as: .error),
    ]
    if pure.contains(target.name) {
        target.swiftSettings?.append(.strictMemorySafety())
    }
}
