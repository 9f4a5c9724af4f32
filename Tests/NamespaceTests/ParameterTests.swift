import Addressing
import CLinux
import Foundation
import Sysctl
import Testing

@Suite(.needsNetworkNamespace) struct `kernel parameters` {
    @Test func `are set once, and then left alone`() async throws {
        try await NetworkNamespace.run { () throws in
            for parameter in [
                Parameter.ipv4Forwarding, .ipv6Forwarding, .keepIPv6AddressesOnDown,
                .reversePathFilterOfAll,
            ] {
                #expect(try parameter.value() == 0, "\(parameter)")
                #expect(try parameter.set(1) == .written, "\(parameter)")
                #expect(try Command.run("sysctl -n \(parameter)") == "1\n")
                #expect(try parameter.value() == 1, "\(parameter)")
                #expect(try parameter.set(1) == .alreadySet, "\(parameter)")
            }
        }
    }

    @Test func `belong to interfaces of any name`() async throws {
        try await NetworkNamespace.run {
            try Command.run("ip link add eth0.100 type veth peer name other")
            let name = try #require(InterfaceName("eth0.100"))
            let parameter = Parameter.reversePathFilter(of: name)
            #expect(try parameter.set(2) == .written)
            #expect(try Command.run("sysctl -n \(parameter)") == "2\n")
        }
    }

    @Test func `may be absent`() async throws {
        try await NetworkNamespace.run {
            let ghost = try #require(InterfaceName("ghost0"))
            #expect(try Parameter.reversePathFilter(of: ghost).value() == nil)
            #expect(try Parameter.reversePathFilter(of: ghost).set(0) == .absent)
        }
    }

    @Test func `that are read-only are a failure only when they are wrong`() async throws {
        try await NetworkNamespace.run {
            _ = try Parameter.ipv6Forwarding.set(1)
            guard linux_unshare_mounts() == 0 else { throw POSIXError.last }
            try Command.run([
                "mount --make-rprivate /", "mount --bind /proc/sys /proc/sys",
                "mount -o remount,bind,ro /proc/sys",
            ])
            #expect(try Parameter.ipv6Forwarding.set(1) == .alreadySet)
            let error = try #require(throws: SysctlError.self) {
                try Parameter.ipv4Forwarding.set(1)
            }
            #expect(error.isPermissionDenied)
            #expect(error.description == "sysctl -w net.ipv4.ip_forward=1: Read-only file system")
            #expect(try Parameter.ipv4Forwarding.value() == 0)
        }
    }

    @Test func `take no value that the kernel does not know`() async throws {
        try await NetworkNamespace.run {
            let range = Parameter("net", "ipv4", "ip_local_port_range")
            let list = try #require(throws: SysctlError.self) { try range.value() }
            #expect(list.description == "sysctl net.ipv4.ip_local_port_range: Invalid argument")

            let lifetime = Parameter("net", "ipv4", "ip_default_ttl")
            let refused = try #require(throws: SysctlError.self) { try lifetime.set(0) }
            #expect(refused.description == "sysctl -w net.ipv4.ip_default_ttl=0: Invalid argument")
            #expect(!refused.isPermissionDenied)
        }
    }
}
