import Glibc

@main
enum Main {
  nonisolated static func main() { exit(Program.run(Array(CommandLine.arguments.dropFirst()))) }
}
