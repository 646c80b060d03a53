import Interpreter
import Syntax

/// Puts right what is wrong in a document.
///
/// What is corrected changes what follows from it: a number further on that was right for the wrong
/// reason is wrong now. So the document is checked and corrected until nothing more is found, and of
/// all that came up on the way the text with the fewest mistakes is kept; a text that is no better
/// than the one before isn't.
package struct NoteFixer {
  /// The document as it should be.
  package private(set) var bytes: [UInt8]
  /// What was wrong with it before.
  package let mistakes: Int
  /// The check of what it is now.
  package private(set) var checker: NoteChecker

  /// More rounds find nothing more in any note.
  private static let roundLimit = 12

  /// - Parameter progress: Told which round it is, and how many equations of it are done.
  package init(
    _ source: SourceText, format: DocumentFormat? = nil, files: ((String) -> [UInt8]?)? = nil,
    isInterrupted: @escaping () -> Bool = { false },
    progress: (Int, Int, Int) -> Void = { _, _, _ in }
  ) throws(Stop) {
    func checked(_ bytes: [UInt8], round: Int) throws(Stop) -> NoteChecker {
      let document = NoteDocument(bytes, format: format, path: source.name, files: files)
      let checker = NoteChecker(document, isInterrupted: isInterrupted)
      checker.proposesCorrections = true
      try checker.check { progress(round, $0, $1) }
      return checker
    }
    bytes = source.bytes
    checker = try checked(source.bytes, round: 1)
    mistakes = checker.mistakeCount
    var tried = bytes
    var latest = checker
    for round in 2...Self.roundLimit where latest.mistakeCount > 0 {
      guard let corrected = Self.corrected(tried, latest) else { break }
      tried = corrected
      latest = try checked(tried, round: round)
      if latest.mistakeCount < checker.mistakeCount { (bytes, checker) = (tried, latest) }
    }
  }

  /// The text with one correction for each equation that has any; nil if none has.
  private static func corrected(_ bytes: [UInt8], _ checker: NoteChecker) -> [UInt8]? {
    var equations: Set<Int> = []
    var replacements: [Correction.Replacement] = []
    for finding in checker.findings where finding.verdict == .mismatch {
      guard let correction = finding.correction, equations.insert(correction.equation).inserted
      else { continue }
      replacements += correction.replacements
    }
    replacements.sort { $0.place.lower < $1.place.lower }
    var result: [UInt8] = []
    var copied = 0
    for replacement in replacements where replacement.place.lower >= copied {
      result += bytes[copied..<replacement.place.lower]
      result += replacement.text.utf8
      copied = replacement.place.upper
    }
    result += bytes[copied...]
    return result == bytes ? nil : result
  }
}

extension NoteFixer {
  /// What has been put right and what hasn't, to be read.
  package func report(of name: String) -> [String] {
    guard mistakes > 0 else { return ["\(name): no mistakes to fix"] }
    let left = checker.findings.filter { $0.verdict == .mismatch }
    var lines = [
      "\(name): \(mistakes - left.count) of \(mistakes) mistake\(mistakes == 1 ? "" : "s") fixed"
    ]
    for finding in left {
      let detail = finding.detail.map { " — \($0)" } ?? ""
      lines.append(
        "  \(finding.shownLine): left as it is, \(Self.reason(finding)): \(finding.equation)\(detail)"
      )
    }
    return lines
  }

  /// Why a mistake isn't put right.
  private static func reason(_ finding: Finding) -> String {
    if let doubt = finding.doubt { return "as \(doubt)" }
    if finding.cause == .redefinition { return "as either may be meant" }
    if finding.root != nil { return "as it follows from another" }
    if finding.correction != nil { return "as more would be wrong with it changed" }
    return "as nothing certain makes it right"
  }
}

extension NoteChecker {
  /// How many equalities are wrong.
  package var mistakeCount: Int { findings.count { $0.verdict == .mismatch } }
}
