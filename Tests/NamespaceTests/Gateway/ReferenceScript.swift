import Addressing

/// The script that makes a gateway with `ip` and `iptables`, as what it leaves behind.
enum ReferenceScript {
    /// What the reference script leaves behind, as its commands.
    static func commands(_ names: EgressScene.Names) -> [String] {
        let iptables = names.family == .ipv4 ? "iptables" : "ip6tables"
        return [
            "ip \(names.option) route replace default via \(names.innerGateway) table 1000",
            "ip \(names.option) rule add iif vpc0 table default priority 1001",
            "ip \(names.option) rule add iif wan.7 table 1000 priority 1002",
            "ip \(names.option) rule add iif lo from \(names.inner) table 1000 priority 1003",
            "ip \(names.option) rule add iif lo from \(names.outer) table default priority 1004",
            "\(iptables) -t nat -N VEG-MASQUERADE",
            "\(iptables) -t raw -F PREROUTING",
            "\(iptables) -t nat -A PREROUTING -i vpc0 -j MARK --set-xmark 0x4000/0x4000",
            "\(iptables) -t nat -A POSTROUTING -j VEG-MASQUERADE",
            "\(iptables) -t nat -A VEG-MASQUERADE -j MARK --set-xmark 0x0/0xffffffff",
            "\(iptables) -t nat -A VEG-MASQUERADE -j MASQUERADE --random-fully",
            "\(iptables) -t nat -I POSTROUTING -s \(names.untranslated) -j RETURN",
            "\(iptables) -t nat -I POSTROUTING -d \(names.untranslated) -j RETURN",
            // A source that the settings of today translate.
            "\(iptables) -t nat -I POSTROUTING -s \(names.hidden) -j RETURN",
        ]
    }

    static let forwarding = [
        "sysctl -q -w net.ipv4.ip_forward=1", "sysctl -q -w net.ipv6.conf.all.forwarding=1",
        "sysctl -q -w net.ipv4.conf.vpc0.rp_filter=0",
    ]
}
