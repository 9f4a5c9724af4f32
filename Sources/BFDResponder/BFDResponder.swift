@main
struct BFDResponderMain {
    static func main() {}
}
