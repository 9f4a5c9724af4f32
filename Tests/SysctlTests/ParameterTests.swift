import Addressing
import Sysctl
import Testing

@Suite struct `a kernel parameter` {
    @Test func `reads as sysctl's argument`() throws {
        #expect(Parameter.ipv4Forwarding.description == "net.ipv4.ip_forward")
        #expect(Parameter.ipv6Forwarding.description == "net.ipv6.conf.all.forwarding")
        #expect(
            Parameter.keepIPv6AddressesOnDown.description == "net.ipv6.conf.all.keep_addr_on_down")
        #expect(Parameter.reversePathFilterOfAll.description == "net.ipv4.conf.all.rp_filter")
        let eth0 = try #require(InterfaceName("eth0"))
        #expect(Parameter.reversePathFilter(of: eth0).description == "net.ipv4.conf.eth0.rp_filter")
    }

    @Test func `writes a dot in the name of an interface as sysctl(8) does`() throws {
        let vlan = try #require(InterfaceName("eth0.100"))
        #expect(
            Parameter.reversePathFilter(of: vlan).description
                == "net.ipv4.conf.eth0/100.rp_filter")
        #expect(
            Parameter.reversePathFilter(of: vlan).components
                == ["net", "ipv4", "conf", "eth0.100", "rp_filter"])
    }
}
