// Any bytes: the decoder does not trap, and what it accepts survives encoding.

@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzControlPacket(_ start: UnsafePointer<UInt8>, _ count: Int) -> Int32 {
    let input = UnsafeBufferPointer(start: start, count: count)
    guard let packet = try? ControlPacket(input.span) else { return 0 }

    var bytes: [24 of UInt8] = .init(repeating: 0)
    var span = bytes.mutableSpan
    packet.encode(into: &span, length: input[3])
    for index in 0..<24 {
        precondition(bytes[index] == input[index], "byte \(index) changed")
    }
    let again = try? ControlPacket(input.span.extracting(first: Int(input[3])))
    precondition(again == packet, "bytes behind Length mattered")
    return 0
}
