import Support
import Syntax

@testable import Notes

/// Finds the sites of a note at which mistakes are made: every number and operator of its equations.
struct Planter {
  private(set) var plants: [Plant] = []
  private let bytes: [UInt8]
  private let isNotebook: Bool
  private var random: SplitMix
  /// The names of the note as they are written, by their order: those may be taken for each other.
  private var names: [Int: [String]] = [:]
  private let order: (String) -> Int?
  private var passage: Passage
  private var equation = 0

  init?(_ bytes: [UInt8], of checker: NoteChecker, named note: String, seed: UInt64) {
    guard let first = checker.equations.first else { return nil }
    self.bytes = bytes
    isNotebook = note.hasSuffix(".ipynb")
    let session = checker.session
    order = { name in
      session.standing(of: name) == .function
        ? nil : session.term(of: name).map { session.graph.shape(of: $0.node).order }
    }
    random = SplitMix(state: seed)
    passage = first.passage
    visitEquations(of: checker) { planter, links, _ in
      for link in links {
        for part in link.allParts { planter.collectName(part) }
      }
    }
    visitEquations(of: checker) { planter, links, _ in
      for (index, link) in links.enumerated() where link.bareName == nil {
        planter.plant(in: link, isDefined: index == 0)
      }
    }
  }

  private mutating func visitEquations(
    of checker: NoteChecker, _ visit: (inout Planter, [Expression], Int) -> Void
  ) {
    for (index, entry) in checker.equations.enumerated() {
      guard case .success(let statement) = entry.result,
        case .chain(let links, _) = statement.form, links.count > 1
      else { continue }
      passage = entry.passage
      equation = index
      visit(&self, links, index)
    }
  }

  // MARK: Sites

  private mutating func plant(in link: Expression, isDefined: Bool) {
    // The head of f(x) = … is a name.
    if isDefined, link.call?.arguments.allSatisfy({ $0.value.bareName != nil }) == true { return }
    var stack: [(part: Expression, isTerm: Bool)] = [(link, true)]
    while let (part, isTerm) = stack.popLast() {
      var partsAreTerms = false
      switch part.form {
      case .number: digit(part.span)
      case .binary(let left, .add, let right, let sign),
        .binary(let left, .subtract, let right, let sign):
        partsAreTerms = isTerm
        swap(sign)
        drop(from: left.span.upper, to: right.span.upper)
      case .prefix(.minus, _):
        add(.sign, Span(part.span.lower, part.span.lower + 1), " ", only: "-")
      case .postfix(let operand, .transpose):
        let mark = Span(operand.span.upper, part.span.upper)
        if let text = text(mark), text.hasPrefix("^") { add(.transpose, mark, "") }
      case .binary(_, .elementwiseMultiply, _, let sign):
        // Of two columns side by side notes mean this product, too.
        add(.product, sign, latex("\\,"), only: latex("\\odot"))
        add(.product, sign, latex("^\\top "), only: latex("\\odot"))
      case .binary(let left, .juxtapose, let right, _), .binary(let left, .multiply, let right, _):
        hadamard(left, right)
      case .name(let name): self.name(name, part.span)
      case .parenthesized: partsAreTerms = isTerm
      default: break
      }
      if isTerm, !partsAreTerms { factor(part) }
      var inner = part.parts
      if case .application(_, let arguments, _) = part.form { inner = arguments.map(\.value) }
      if case .subscripted = part.form { inner = [] }
      if case .index(let base, _, _) = part.form { inner = [base] }
      if case .indexed(_, _, let operand) = part.form { inner = [operand] }
      stack += inner.map { ($0, partsAreTerms) }
    }
  }

  private mutating func digit(_ span: Span) {
    guard let written = text(span), Double(written) != nil else { return }
    var digits = Array(written.utf8)
    let places = digits.indices.filter { digits[$0] != 0x2E }
    guard let place = places.randomElement(using: &random) else { return }
    let value = Int(digits[place]) - 0x30
    // Three units or more, so that no rounding explains it.
    digits[place] = UInt8(0x30 + (value >= 5 ? value - 3 : value + 3))
    add(.digit, span, String(decoding: digits, as: UTF8.self))
  }

  private mutating func swap(_ sign: Span) {
    switch text(sign) {
    case "+": add(.sign, sign, "-")
    case "-": add(.sign, sign, "+")
    default: break
    }
  }

  private mutating func drop(from lower: Int, to upper: Int) {
    let span = Span(lower, upper)
    guard let text = text(span), Self.isBalanced(text) else { return }
    add(.term, span, "")
  }

  private mutating func factor(_ term: Expression) {
    if case .prefix(.minus, _) = term.form { return }
    if case .number = term.form { return }
    guard let text = text(term.span), Self.isBalanced(text) else { return }
    add(.factor, term.span, latex("2 \\cdot ") + text)
  }

  /// The entrywise product of two arrays for their product.
  private mutating func hadamard(_ left: Expression, _ right: Expression) {
    guard isArray(left), isArray(right), let text = text(right.span), Self.isBalanced(text) else {
      return
    }
    add(.product, right.span, latex("\\odot ") + text)
  }

  private func isArray(_ factor: Expression) -> Bool {
    switch factor.bare.form {
    case .name(let name): (order(name) ?? 0) > 0
    case .postfix(let operand, _): isArray(operand)
    case .array: true
    default: false
    }
  }

  private mutating func name(_ name: String, _ span: Span) {
    guard let written = text(span), Self.isBalanced(written), let order = order(name) else {
      return
    }
    if let other = names[order]?.filter({ $0 != written }).randomElement(using: &random) {
      add(.operand, span, other)
    }
    let next = span.upper < passage.text.bytes.count ? passage.text.bytes[span.upper] : 0x20
    if order == 2, next != 0x5E, next != 0x5F, next != 0x27, next != 0x28 {
      add(.transpose, span, written + "^T")
    }
  }

  private mutating func collectName(_ part: Expression) {
    guard case .name(let name) = part.form, let written = text(part.span),
      Self.isBalanced(written), let order = order(name), names[order]?.contains(written) != true
    else { return }
    names[order, default: []].append(written)
  }

  // MARK: Text

  private func latex(_ text: String) -> String {
    isNotebook ? text.replacing("\\", with: "\\\\") : text
  }

  /// What stands in the document for a span of the passage, where it is the document's own text.
  private func text(_ span: Span) -> String? {
    guard span.lower < span.upper, span.upper <= passage.text.bytes.count,
      let place = passage.replaceablePlace(of: span), place.lower < place.upper
    else { return nil }
    return String(decoding: bytes[place.lower..<place.upper], as: UTF8.self)
  }

  private mutating func add(
    _ kind: Plant.Kind, _ span: Span, _ replacement: String, only expected: String? = nil
  ) {
    guard let original = text(span), expected == nil || original == expected,
      let place = passage.replaceablePlace(of: span)
    else { return }
    plants.append(
      Plant(
        kind: kind, place: place, replacement: replacement, original: original, equation: equation))
  }

  private static func isBalanced(_ text: String) -> Bool {
    var depth = 0
    for byte in text.utf8 {
      if byte == 0x7B { depth += 1 }
      if byte == 0x7D { depth -= 1 }
      if depth < 0 { return false }
    }
    return depth == 0 && !text.contains("\\left") && !text.contains("&")
  }
}

extension Expression {
  /// It and all that it is made of.
  fileprivate var allParts: [Expression] {
    var all: [Expression] = []
    var stack = [self]
    while let part = stack.popLast() {
      all.append(part)
      stack += part.parts
    }
    return all
  }
}
