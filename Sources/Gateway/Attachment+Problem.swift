import Addressing
import Netlink
import Sysctl

extension Attachment {
    /// Finds the attachment to the gateway that `variable` gave, or adds a problem.
    init?(
        to gateway: IPAddress, of variable: Variable, _ observed: Observed,
        _ problems: inout [Problem]
    ) {
        let interfaces = observed.interfaces
        do {
            try self.init(to: gateway, among: interfaces)
        } catch {
            let seen = interfaces.flatMap { interface in
                interface.routableAddresses(gateway.family).map { "\(interface.name) \($0)" }
            }.joined(separator: ", ")
            let takes =
                switch error {
                case .linkLocal: "an address that is not link-local, as every interface has those"
                case .ownAddress(let interface):
                    "a router's address, and this is the pod's own on \(interface)"
                case .noNetwork: "an address in a connected network of this pod"
                case .ambiguous(let interfaces):
                    "an address in one network of this pod, and "
                        + "\(interfaces.map(\.description).joined(separator: " and ")) both have it"
                }
            let nothing =
                observed.parameters[.forwarding(gateway.family)] == nil
                ? "nothing, as this kernel has no \(gateway.family.title)"
                : "no \(gateway.family.title) address"
            problems.append(
                Problem(
                    variable: variable.rawValue, finding: .value(gateway.description),
                    takes: "\(takes); seen: \(seen.isEmpty ? nothing : seen)"))
            return nil
        }
    }
}
