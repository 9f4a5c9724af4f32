import Addressing
import LinkLayer
import Netlink

extension Kernel {
    /// What became of telling the neighbours.
    struct AnnouncementReport {
        var addresses: [IPAddress] = []
        var failures: [String] = []
    }

    /// So often each address is announced; RFC 4861 §7.2.6 allows no more.
    private static let announcementRounds = 3

    /// Tells the neighbours outside where our addresses are now, and has the kernel ask for the
    /// external gateways: it goes on asking when this process is gone, and they learn from that too.
    ///
    /// What fails here is no reason for the gateway not to work.
    borrowing func announce(_ plan: Plan, _ observed: Observed) -> AnnouncementReport {
        var report = AnnouncementReport()
        do {
            let announcements = plan.announcements(observed)
            guard !announcements.isEmpty else { return report }
            let socket = try PacketSocket.open()
            for (interfaceIndex, announcement) in announcements {
                do {
                    for _ in 0..<Self.announcementRounds {
                        try socket.send(announcement, by: interfaceIndex)
                    }
                    report.addresses.append(announcement.address)
                } catch {
                    report.failures.append("\(error)")
                }
            }
        } catch {
            report.failures.append("\(error)")
        }
        for passage in plan.passages {
            do {
                try network.solicit(passage.outer.gateway, on: passage.outer.interface)
            } catch {
                report.failures.append("\(error)")
            }
        }
        return report
    }
}

extension Plan {
    /// Every address in use on an external interface that has a link-layer address, with the number
    /// of the interface.
    func announcements(
        _ observed: Observed
    ) -> [(interfaceIndex: Int32, announcement: Announcement)] {
        announcedInterfaces.flatMap { name -> [(Int32, Announcement)] in
            guard let link = observed.link(name), let macAddress = link.macAddress else {
                return []
            }
            return observed.addresses
                .filter {
                    $0.interfaceIndex == link.index && !$0.address.isLinkLocal && !$0.isTentative
                        && !$0.dadFailed
                }
                .map { (link.index, Announcement(of: $0.address, at: macAddress)) }
        }
    }
}
