import Addressing
import BFDControl
import CLinux
import Glibc

/// A program for the kernel (socket(7), SO_ATTACH_FILTER) that drops what can be no BFD packet for
/// us before it takes room in the socket's buffer or wakes us.
///
/// It looks at the rules of RFC 5880 §6.8.6 that need no session, and at the TTL, because
/// `IP_MINTTL` does nothing for UDP. Offsets count from the UDP header; the IP header is found
/// through `SKF_NET_OFF`.
struct SocketFilter {
    let instructions: [sock_filter]

    init(_ family: IPAddress.Family, minimumTimeToLive: UInt8) {
        let header: UInt32 = 8
        let timeToLive: UInt32 = family == .ipv4 ? 8 : 7
        var program = Program()
        program.loadByte(at: UInt32(bitPattern: Int32(SKF_NET_OFF)) &+ timeToLive)
        program.require(atLeast: UInt32(minimumTimeToLive))
        program.loadLength()
        program.require(atLeast: header + 24)
        program.loadByte(at: header)
        program.shiftRight(by: 5)
        program.require(1)
        program.loadByte(at: header + 1)
        program.forbid(anyOf: 0x01)
        program.loadByte(at: header + 2)
        program.require(atLeast: 1)
        program.loadByte(at: header + 3)
        program.require(atLeast: 24)
        program.loadWord(at: header + 4)
        program.require(atLeast: 1)
        instructions = program.finished
    }

    /// Puts the program in front of `socket`, in place of an earlier one.
    func attach(to socket: borrowing Descriptor) throws(SystemError) {
        var instructions = instructions
        let result = instructions.withUnsafeMutableBufferPointer { buffer in
            var program = sock_fprog(
                len: UInt16(buffer.count), filter: buffer.baseAddress)
            let size = socklen_t(MemoryLayout<sock_fprog>.size)
            return setsockopt(socket.value, SOL_SOCKET, SO_ATTACH_FILTER, &program, size)
        }
        try SystemError.check(result, "attach a socket filter")
    }

    /// Classic BPF, one check after another; each that fails ends it.
    private struct Program {
        private var instructions: [sock_filter] = []

        mutating func loadByte(at offset: UInt32) { append(BPF_LD | BPF_B | BPF_ABS, offset) }
        mutating func loadWord(at offset: UInt32) { append(BPF_LD | BPF_W | BPF_ABS, offset) }
        mutating func loadLength() { append(BPF_LD | BPF_W | BPF_LEN, 0) }
        mutating func shiftRight(by bits: UInt32) { append(BPF_ALU | BPF_RSH | BPF_K, bits) }

        mutating func require(_ value: UInt32) {
            append(BPF_JMP | BPF_JEQ | BPF_K, value, skip: 1)
            drop()
        }

        mutating func require(atLeast value: UInt32) {
            append(BPF_JMP | BPF_JGE | BPF_K, value, skip: 1)
            drop()
        }

        mutating func forbid(anyOf bits: UInt32) {
            append(BPF_JMP | BPF_JSET | BPF_K, bits, otherwiseSkip: 1)
            drop()
        }

        private mutating func drop() { append(BPF_RET | BPF_K, 0) }

        /// The program, which lets through what no check has dropped.
        var finished: [sock_filter] {
            var program = self
            program.append(BPF_RET | BPF_K, .max)
            return program.instructions
        }

        private mutating func append(
            _ code: Int32, _ operand: UInt32, skip: UInt8 = 0, otherwiseSkip: UInt8 = 0
        ) {
            instructions.append(
                sock_filter(code: UInt16(code), jt: skip, jf: otherwiseSkip, k: operand))
        }
    }
}
