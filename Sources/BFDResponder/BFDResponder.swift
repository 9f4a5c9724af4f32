@main
struct BFDResponder {
    static func main() {}
}
