import Foundation
import Notes
import Syntax
import Testing

/// Numbers that a note shows, each changed by 3 units of its last digit.
@Suite struct DigitIntervalTests {
  /// What rounding within the note covers: its line, the number, and the change.
  private static let covered: Set<String> = [
    "47 228.926 228.929", "47 228.926 228.929 again", "47 228.926 228.923 again", "81 0.072 0.069",
    "51 -2.154 -2.151",
    "51 -2.154 -2.157",
    "81 -0.138 -0.141", "81 -0.486 -0.489", "83 0.372 0.369", "83 0.062 0.059",
    "83 -0.386 -0.389",
  ]
  /// Lines that give data: another number there is another example.
  private static let data: Set<Int> = [35, 43, 49]

  private static let lines: [String] = {
    let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .appending(path: "examples/two-layer-net-corrected.md")
    let text = FileManager.default.contents(atPath: file.path) ?? Data()
    return String(decoding: text, as: UTF8.self).components(separatedBy: "\n")
  }()

  /// Every shown number below and above what it is; `part` splits the work.
  @Test(arguments: 0..<4)
  func changes(_ part: Int) {
    var count = 0
    for (index, line) in Self.lines.enumerated()
    where index >= 36 && !Self.data.contains(index + 1) && index / 2 % 4 == part {
      var met: Set<Substring> = []
      for match in line.matches(of: /-?\d+\.(\d+)/) {
        let digits = match.output.1.count
        guard let number = Double(match.output.0) else { continue }
        let isAgain = !met.insert(match.output.0).inserted
        for change in [3.0, -3.0] {
          let other = String(format: "%.\(digits)f", number + change * pow(10, -Double(digits)))
          let changed = line.replacingCharacters(in: match.range, with: other)
          // What comes after the line can't change what is said of it, and formulas that are tried at
          // random points would take most of the time.
          let before = Self.lines[..<index].enumerated().map {
            (21..<31).contains($0.offset) ? "" : $0.element
          }
          let text = (before + [changed]).joined(separator: "\n")
          let isFound = findings(in: text).contains {
            $0.verdict == .mismatch && $0.line == index + 1
          }
          let name = "\(index + 1) \(match.output.0) \(other)" + (isAgain ? " again" : "")
          #expect(isFound != Self.covered.contains(name), "\(name)")
          count += 1
        }
      }
    }
    #expect(count > 30, "\(count)")
  }
}
