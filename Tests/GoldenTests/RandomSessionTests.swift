import Foundation
import Support
import Testing

/// Whatever is said, in whatever order: mx answers, and goes on.
///
/// `MX_RANDOM_SESSIONS` says how many sessions are tried, `MX_RANDOM_SEED` where they begin.
@Suite struct RandomSessionTests {
  private static let count = setting("MX_RANDOM_SESSIONS", 300)
  private static let first = setting("MX_RANDOM_SEED", 1)

  @Test(arguments: 0..<4)
  func endWithoutCrash(_ part: Int) throws {
    for number in stride(from: part, to: Self.count, by: 4) {
      let seed = Self.first + number
      var sessions = RandomSessions(seed: UInt64(seed))
      let lines = sessions.session()
      let text = lines.joined(separator: "\n") + "\n"
      let run = try Binary.run(["--keep-going"], input: Data(text.utf8), seconds: 20)
      #expect(
        run.status == 0 || run.status == 1, "session \(seed) ended with \(run.status):\n\(text)")
    }
  }

  /// The same for all: every session can be told from its number.
  @Test func areReproducible() {
    var (one, other) = (RandomSessions(seed: 7), RandomSessions(seed: 7))
    #expect(one.session() == other.session())
  }
}
