import Printing
import Syntax

/// What was found in a document, to be read: one line an equality, and a summary.
package struct NoteReport {
  private let name: String
  private let findings: [Finding]
  private let isASCII: Bool

  package init(_ checker: NoteChecker, isASCII: Bool = false) {
    name = checker.document.text.name ?? "-"
    findings = checker.findings
    self.isASCII = isASCII
  }

  package var hasMismatch: Bool { findings.contains { $0.verdict == .mismatch } }

  // MARK: Text

  /// `notes.md:12: holds     J = L + s — at random points`; what is right stays quiet.
  ///
  /// - Parameter width: The columns of the screen; details that don't fit get a line of their own.
  package func text(_ palette: Palette, width: Int? = nil) -> [String] {
    let places = findings.map { $0.place(in: name) }
    let column = (places.map(\.count).max() ?? 0) + 1
    var lines: [String] = []
    for (finding, place) in zip(findings, places) {
      lines += self.lines(finding, pad(place, column), palette, width)
    }
    return (lines + summary(palette)).map { isASCII ? Notation.ascii($0) : $0 }
  }

  private func lines(
    _ finding: Finding, _ place: String, _ palette: Palette, _ width: Int?
  ) -> [String] {
    let verdict = pad(finding.verdict.rawValue, 10)
    let isQuiet = finding.root != nil || finding.verdict == .holds || finding.verdict == .defined
    let head = place + verdict + finding.equation
    let detail = finding.detail ?? ""
    if isQuiet {
      return [palette.wrap(detail.isEmpty ? head : "\(head) — \(detail)", .dim)]
    }
    let role: Palette.Role =
      switch finding.verdict {
      case .mismatch: .error
      case .running: .warning
      case .unchecked, .holds, .defined: .note
      }
    let start =
      palette.wrap(place, .dim) + palette.wrap(verdict, role)
      + palette.wrap(finding.equation, .name)
    if detail.isEmpty { return [start] }
    if let width, head.count + 3 + detail.count > width {
      let indent = String(repeating: " ", count: min(place.count, 24))
      return [start, indent + "— " + detail]
    }
    return ["\(start) — \(detail)"]
  }

  private func pad(_ text: String, _ width: Int) -> String {
    text + String(repeating: " ", count: max(1, width - text.count))
  }

  // MARK: The summary

  private func summary(_ palette: Palette) -> [String] {
    guard !findings.isEmpty else { return ["\(name): no equations"] }
    var counts: [String] = []
    for verdict in Verdict.allCases {
      let count = findings.count { $0.verdict == verdict }
      if count > 0 { counts.append("\(count) \(word(verdict, count))") }
    }
    let total = "\(findings.count) equalit\(findings.count == 1 ? "y" : "ies")"
    var lines = ["", "\(name): \(total): \(counts.joined(separator: ", "))"]
    for (index, finding) in findings.enumerated() {
      guard finding.root == nil, finding.verdict == .mismatch || finding.verdict == .running else {
        continue
      }
      let followers = findings.filter { $0.root == index }
      var line =
        "  \(finding.shownLine): \(finding.explanation ?? finding.detail ?? finding.equation)"
      if finding.verdict == .running { line = "  \(finding.shownLine): running equality" }
      if !followers.isEmpty {
        let places = Self.places(followers)
        line +=
          followers.count == 1
          ? " (1 more follows from it: \(places))"
          : " (\(followers.count) more follow from it: \(places))"
      }
      lines.append(palette.wrap(line, finding.verdict == .mismatch ? .error : .warning))
    }
    lines += layouts.map { palette.wrap($0, .warning) }
    for finding in findings where finding.verdict == .unchecked {
      lines.append(
        palette.wrap(
          "  \(finding.shownLine): unchecked: \(finding.equation)"
            + (finding.detail.map { " (\($0))" } ?? ""), .note))
    }
    return lines
  }

  private func word(_ verdict: Verdict, _ count: Int) -> String {
    switch verdict {
    case .holds: count == 1 ? "holds" : "hold"
    case .mismatch: count == 1 ? "mismatch" : "mismatches"
    case .defined, .running, .unchecked: verdict.rawValue
    }
  }

  /// `line 3`, `lines 3, 5`, `cell 2, line 1; cell 3, line 4`: in order, each once.
  private static func places(_ findings: [Finding]) -> String {
    if findings.contains(where: { $0.cell != nil }) {
      var seen: Set<CellLine> = []
      return findings.compactMap(\.cell).filter { seen.insert($0).inserted }.map(\.shown)
        .joined(separator: "; ")
    }
    let lines = Set(findings.map(\.line)).sorted().map { "\($0)" }
    return (findings.count == 1 ? "line " : "lines ") + lines.joined(separator: ", ")
  }

  /// `12 gradients in denominator layout, 3 in numerator layout: lines 4, 9`.
  private var layouts: [String] {
    [WrittenLayout.Kind.gradient, .jacobian].compactMap { kind in
      let written = findings.filter { $0.layout?.kind == kind }
      let numerator = written.filter { $0.layout?.isNumerator == true }
      let denominator = written.filter { $0.layout?.isNumerator == false }
      guard !numerator.isEmpty, !denominator.isEmpty else { return nil }
      let isFewer = numerator.count <= denominator.count
      let (more, fewer) = isFewer ? (denominator, numerator) : (numerator, denominator)
      let (first, second) = isFewer ? ("denominator", "numerator") : ("numerator", "denominator")
      let noun = more.count == 1 ? kind.rawValue : kind.rawValue + "s"
      return "  \(more.count) \(noun) in \(first) layout, \(fewer.count) in \(second) layout: "
        + Self.places(fewer)
    }
  }

  // MARK: JSON

  private static func json(_ place: CellLine) -> String {
    "\"cell\": \(place.cell), \"cellLine\": \(place.line), "
  }

  /// One object per equality.
  package var json: [String] {
    findings.map { finding in
      (finding.file.map { "{\"file\": \(JSONPrinter.string($0)), " } ?? "{")
        + "\"line\": \(finding.line), \(finding.cell.map(Self.json) ?? "")\"equation\": \(JSONPrinter.string(finding.equation)), "
        + "\"verdict\": \"\(finding.verdict.rawValue)\", "
        + "\"detail\": \(JSONPrinter.string(finding.detail ?? ""))}"
    }
  }
}

extension String {
  /// `on line 3`, `in cell 2, line 1`: where a line is, of the words that name it.
  var asPlace: String { (hasPrefix("cell") ? "in " : "on ") + self }
}

extension Finding {
  /// `line 12`, or `chapter.tex:12` of another file.
  var shownLine: String { file.map { "\($0):\(line)" } ?? cell?.shown ?? "line \(line)" }

  /// `notes.md:12:`, `notes.ipynb:cell 3:2:`
  fileprivate func place(in name: String) -> String {
    cell.map { "\(name):cell \($0.cell):\($0.line):" } ?? "\(file ?? name):\(line):"
  }
}
