import Addressing

extension AddressSet {
    /// Reads the elements of an interval set, which may come in any order.
    ///
    /// A range begins at an element and ends before the next one that is an end. An end that follows
    /// no beginning says nothing; nft(8) puts one at address zero.
    init(name: String, family: IPAddress.Family, elements: [SetElement]) {
        // Where one range ends and the next begins, the end comes first.
        let elements = elements.sorted {
            $0.key == $1.key ? $0.isIntervalEnd && !$1.isIntervalEnd : $0.key < $1.key
        }
        var ranges: [AddressRange] = []
        var first: IPAddress?
        for element in elements {
            if !element.isIntervalEnd {
                first = first ?? IPAddress(family, value: element.key)
            } else if let start = first {
                ranges.append(
                    AddressRange(first: start, last: IPAddress(family, value: element.key - 1)))
                first = nil
            }
        }
        if let first {
            ranges.append(AddressRange(first: first, last: IPAddress(family, value: .max)))
        }
        self.init(name: name, family: family, ranges: ranges)
    }
}

extension PortSet {
    init(name: String, elements: [SetElement]) {
        self.init(name: name, ports: elements.map { UInt16(truncatingIfNeeded: $0.key) })
    }
}

extension AddressPool {
    /// Refuses keys other than 0, 1, 2, …: such a map is not one that this module makes.
    init?(name: String, family: IPAddress.Family, elements: [SetElement]) {
        var addresses: [UInt32: IPAddress] = [:]
        for element in elements {
            guard let data = element.data else { return nil }
            // The generator's numbers are in host order.
            let key = UInt32(bigEndian: UInt32(truncatingIfNeeded: element.key))
            addresses[key] = IPAddress(family, value: data)
        }
        let ordered = addresses.sorted { $0.key < $1.key }
        guard !ordered.isEmpty, ordered.map(\.key) == Array(0..<UInt32(ordered.count)) else {
            return nil
        }
        self.init(name: name, family: family, addresses: ordered.map(\.value))
    }
}
