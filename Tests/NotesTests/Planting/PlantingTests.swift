import Foundation
import Support
import Testing

@testable import Notes

/// Mistakes planted in the notes of the corpus, at every number and operator, and how many of them are
/// found. The suite tries a sample; `MX_PLANT=all` tries all, and prints what was missed or called
/// something else; `MX_PLANT=show` prints that of the sample, and `MX_PLANT_SEED` draws another one.
@Suite struct PlantingTests {
  private struct Figures {
    var planted = 0
    var found = 0
    var named = 0
  }

  private static let environment = ProcessInfo.processInfo.environment

  @Test func mistakes() throws {
    let isFull = Self.environment["MX_PLANT"] == "all"
    let isShown = isFull || Self.environment["MX_PLANT"] == "show"
    let seed = Self.environment["MX_PLANT_SEED"].flatMap(UInt64.init) ?? 0
    var figures: [Plant.Kind: Figures] = [:]
    // What makes no equality of the note wrong that was right, as far as values tell.
    var (uncounted, toldAnyway) = (0, 0)
    for (index, note) in CorpusTests.notes.enumerated() where note != "slips.md" {
      let bytes = try CorpusTests.bytes(of: note)
      let checker = try CorpusTests.checker(bytes, named: note)
      let planter = try #require(
        Planter(bytes, of: checker, named: note, seed: UInt64(index) + 1000 * seed),
        "\(note) has equations")
      let truth = Truth(checker)
      var random = SplitMix(state: 77 + UInt64(index) + 1000 * seed)
      let sample =
        isFull ? planter.plants : Array(planter.plants.shuffled(using: &random).prefix(2))
      for plant in sample {
        let start = ContinuousClock.now
        defer {
          let time = ContinuousClock.now - start
          if time > .seconds(2) {
            FileHandle.standardError.write(Data("\(note): \(plant): \(time)\n".utf8))
          }
        }
        let changed = try CorpusTests.checker(plant.planted(in: bytes), named: note)
        // What can't be read any more is no mistake in the mathematics.
        if changed.equations.contains(where: {
          if case .failure = $0.result { true } else { false }
        }) {
          continue
        }
        guard truth.isBroken(in: Truth(changed)) else {
          uncounted += 1
          if Self.outcome(checker.findings, changed.findings, plant).isFound { toldAnyway += 1 }
          if isShown { print("no mistake \(note):\(plant.line(in: bytes)):", plant) }
          continue
        }
        let outcome = Self.outcome(checker.findings, changed.findings, plant)
        figures[plant.kind, default: Figures()].planted += 1
        if outcome.isFound { figures[plant.kind]?.found += 1 }
        if outcome.isNamed { figures[plant.kind]?.named += 1 }
        if isShown, !outcome.isFound || !outcome.isNamed {
          let line = plant.line(in: bytes)
          print(outcome.isFound ? "unnamed" : "MISSED", "\(note):\(line):", plant)
          for finding in outcome.new {
            print("    \(finding.line): \(finding.equation) — \(finding.detail ?? "")")
          }
        }
      }
    }
    var total = Figures()
    for kind in Plant.Kind.allCases {
      let figure = figures[kind] ?? Figures()
      print(
        "planted \(kind.rawValue): \(figure.planted), found \(figure.found), named \(figure.named)")
      total.planted += figure.planted
      total.found += figure.found
      total.named += figure.named
    }
    print("planted in all: \(total.planted), found \(total.found), named \(total.named)")
    print("not counted: \(uncounted), told all the same: \(toldAnyway)")
    #expect(total.planted >= 40)
    #expect(Double(total.found) >= 0.95 * Double(total.planted))
    #expect(Double(total.named) >= 0.70 * Double(total.planted))
  }

  /// What is said of the note with the mistake that wasn't said before.
  private static func outcome(
    _ before: [Finding], _ after: [Finding], _ plant: Plant
  ) -> (isFound: Bool, isNamed: Bool, new: [Finding]) {
    func isBad(_ finding: Finding) -> Bool {
      finding.verdict == .mismatch || finding.verdict == .running
        || finding.detail?.contains("only if") == true
        // What can't be checked, and what is meant.
        || (finding.verdict == .unchecked && finding.cause != nil)
    }
    func key(_ finding: Finding) -> String { "\(finding.line) \(finding.equation)" }
    let known = Set(before.filter(isBad).map(key))
    let new = after.filter { isBad($0) && !known.contains(key($0)) }
    let isNamed = new.contains { $0.cause.map { plant.kind.causes.contains($0) } ?? false }
    return (!new.isEmpty, isNamed, new)
  }
}
