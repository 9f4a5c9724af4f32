@main
struct GatewayInitMain {
    static func main() {}
}
