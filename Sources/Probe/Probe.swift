@main
struct ProbeMain {
    static func main() {}
}
