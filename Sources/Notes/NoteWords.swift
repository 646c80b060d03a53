import Primitives
import Syntax

/// What a document's equations say of its words, by which they are read once more.
///
/// What a run of letters, a letter above a name or `∇f` means depends on the names that the document
/// defines anywhere, and those are known once it has been read.
struct NoteWords: Equatable {
  /// Names that an equation gives a meaning.
  private(set) var names: Set<String> = []
  /// Functions that an equation defines.
  private(set) var functions: Set<String> = []
  /// What each function is applied to, where that is names alone and always the same ones.
  private(set) var parameters: [String: [String]] = [:]
  /// Letters above the variables of derivatives: nobody differentiates by a power.
  private(set) var labels: Set<String> = []

  /// Names that have another one beside them that is written with a prime: `X'_i = (X_i - μ)/σ`.
  private(set) var primed: Set<String> = []
  /// Names whose superscripts count steps: `x^{k+1} = x^k - …`.
  private(set) var counted: Set<String> = []

  /// Letters that are written with a minus above them: `P^-`.
  private(set) var signed: Set<String> = []
  /// Names that say how far indices run, and are something else, too: N beside N_k or 𝒩(x, μ, Σ).
  private(set) var bounds: Set<String> = []

  /// Whether a document must be read again with what was found.
  var changesReading: Bool {
    !functions.isEmpty || !labels.isEmpty || !parameters.isEmpty || !primed.isEmpty
      || !signed.isEmpty || !bounds.isEmpty || names.contains { $0.utf8.count > 1 }
  }

  init() {}

  init(_ equations: [NoteEquation]) {
    var applied: [String: [String]?] = [:]
    var transposed: Set<String> = []
    var formulas: Set<String> = []
    var indexed: Set<String> = []
    var others: Set<String> = []
    for equation in equations {
      guard case .success(let statement) = equation.result else { continue }
      names.formUnion(Self.names(definedBy: statement))
      if let function = NoteReader.function(definedBy: statement) { functions.insert(function) }
      guard case .chain(let links, _) = statement.form else { continue }
      if links.count > 1 {
        if let word = links[0].word(in: equation.passage.text) { names.insert(word) }
        if let (word, letters) = links[0].calledWord(in: equation.passage.text) {
          functions.insert(word)
          applied[word] = letters
        }
        if let name = links[0].primedRoot(in: equation.passage.text),
          links[1].isStep(of: name) || links[1].isMember(at: links[0].indexOfPrimed)
        {
          primed.insert(name)
        }
        if let name = links[0].bareName, !links[1].isLiteral { formulas.insert(name) }
        collectSteps(links)
      }
      for link in links { link.collectTransposedFactors(into: &transposed) }
      var stack = links
      while let expression = stack.popLast() {
        if let name = expression.bareName, name.hasSuffix("_minus") {
          signed.insert(name.dropLast("_minus".count).droppingDigits)
        }
        switch expression.form {
        case .derivative(_, let variables): collectLabels(in: variables)
        case .binary(let left, .add, let right, _), .binary(let left, .subtract, let right, _):
          // m_k - m: an entry of m isn't beside m.
          for (one, other) in [(left.bare, right.bare), (right.bare, left.bare)] {
            if case .subscripted(let base, let indices, _) = one.form, indices.count == 1,
              indices[0].bareName != nil, let name = base.bareName, case .name(name) = other.form
            {
              others.insert(name)
            }
          }
        case .indexed(_, let ranges, _): bounds.formUnion(ranges.compactMap { $0.upper?.bareName })
        case .subscripted(let base, let indices, _):
          if indices.count == 1, indices[0].bareName != nil, let name = base.bareName {
            indexed.insert(name)
          }
        case .application:
          if let (name, arguments) = expression.call {
            let bare = arguments.compactMap(\.value.bareName)
            let list = bare.count == arguments.count && !bare.isEmpty ? bare : nil
            if let earlier = applied[name] {
              if earlier != list { applied[name] = .some(nil) }
            } else {
              applied[name] = .some(list)
            }
          }
        default: break
        }
        stack += expression.parts
      }
    }
    bounds.formIntersection(indexed.union(applied.keys))
    bounds.formUnion(others)
    for case (let name, let list?) in applied { parameters[name] = list }
    primed.subtract(transposed)
    primed.subtract(formulas)
  }

  /// `k` in `x^{k+1} = x^k - …`, and x.
  private mutating func collectSteps(_ links: [Expression]) {
    guard case .binary(let base, .power, let exponent, at: _) = links[0].form,
      let name = base.bareName, case .binary(let left, .add, let one, at: _) = exponent.bare.form,
      let letter = left.bareName, one.isLiteral,
      links[1].contains(where: { part in
        guard case .binary(let other, .power, let exponent, at: _) = part.form else { return false }
        return other.bareName == name && exponent.bare.bareName == letter
      })
    else { return }
    labels.insert(letter)
    counted.insert(name)
  }

  /// `L` and `l` in `∂C/∂a^L`, `∂C/∂W^{l+1}`.
  private mutating func collectLabels(in variables: [Expression]) {
    for variable in variables {
      guard case .binary(_, .power, let exponent, at: _) = variable.form else { continue }
      switch exponent.form {
      case .name(let letter): labels.insert(letter)
      case .binary(let left, .add, let right, _), .binary(let left, .subtract, let right, _):
        if let letter = left.bareName, right.isLiteral { labels.insert(letter) }
      default: break
      }
    }
  }

  /// The names that a statement gives a meaning.
  private static func names(definedBy statement: Statement) -> [String] {
    switch statement.form {
    case .chain(let links, _):
      // What comes to I is the identity; only I = … gives I another meaning.
      return links.count > 1
        ? links.enumerated().compactMap { $1.bareName == "I" && $0 > 0 ? nil : $1.bareName } : []
    case .several(let targets, _): return targets.map(\.text)
    case .declaration(let names, _): return names.map(\.text)
    case .update(let targets, _, _, _): return targets.map(\.name.text)
    default: return []
    }
  }

  /// The words as the reader asks for them.
  var vocabulary: Vocabulary {
    let known = names.union(functions)
    var vocabulary = Vocabulary(
      function: { functions.contains($0) ? $0 : Catalogue.name(inNotes: $0) },
      isName: { known.contains($0) })
    vocabulary.parameters = { names.contains($0) ? nil : parameters[$0] }
    vocabulary.isLabel = { labels.contains($0) }
    vocabulary.isPrimed = { primed.contains($0) }
    vocabulary.isBound = { bounds.contains($0) }
    vocabulary.isCounted = { counted.contains($0) }
    vocabulary.isSigned = { signed.contains($0) }
    return vocabulary
  }
}

extension Expression {
  /// A word that an equation begins with, of letters that stand side by side: `Variance = …`.
  fileprivate func word(in source: SourceText) -> String? {
    let written = source[span]
    guard written.utf8.count >= 4, written.utf8.count <= 24,
      written.utf8.allSatisfy({ ($0 | 0x20) >= 0x61 && ($0 | 0x20) <= 0x7A })
    else { return nil }
    var rest = self
    while case .binary(let left, .juxtapose, let right, at: _) = rest.form {
      guard right.bareName?.count == 1 else { return nil }
      rest = left
    }
    return rest.bareName?.count == 1 ? written : nil
  }

  /// `RSS(\beta)` at the start of an equation: a word of capitals, and what it is applied to.
  fileprivate func calledWord(in source: SourceText) -> (word: String, letters: [String])? {
    guard case .binary(_, .juxtapose, let last, at: _) = form,
      case .application(let callee, let arguments, _) = last.form, callee.bareName != nil
    else { return nil }
    let letters = arguments.compactMap(\.value.bareName)
    let written = source[Span(span.lower, callee.span.upper)]
    guard letters.count == arguments.count, !letters.isEmpty, (3...8).contains(written.utf8.count),
      written.utf8.allSatisfy({ (0x41...0x5A).contains($0) })
    else { return nil }
    return (written, letters)
  }

  /// X of `X'_i` and `x'`, where a matrix alone may be transposed.
  fileprivate func primedRoot(in source: SourceText) -> String? {
    guard case .postfix(let operand, .transpose) = form, source[span].contains("'") else {
      return nil
    }
    switch operand.form {
    case .subscripted(let base, _, _): return base.bareName
    case .name(let name) where name.first.map({ !$0.isUppercase }) ?? false: return name
    default: return nil
    }
  }

  /// Whether it makes another value of a name's: a formula that speaks of it and is no transpose.
  fileprivate func isStep(of name: String) -> Bool {
    guard !isLiteral, names.contains(name) else { return false }
    return contains {
      guard case .binary(_, let sign, _, at: _) = $0.form else { return false }
      return sign == .add || sign == .subtract
    }
  }

  /// i of `h_i'`.
  fileprivate var indexOfPrimed: String? {
    guard case .postfix(let operand, .transpose) = form,
      case .subscripted(_, let indices, _) = operand.form, indices.count == 1
    else { return nil }
    return indices[0].bareName
  }

  /// Whether it is one of many, told by a letter.
  fileprivate func isMember(at letter: String?) -> Bool {
    guard let letter else { return false }
    return contains {
      guard case .subscripted(_, let indices, _) = $0.form else { return false }
      return indices.contains { $0.bareName == letter }
    }
  }

  /// Names that are transposed as the first factor of a product, or in front of a matrix.
  fileprivate func collectTransposedFactors(into names: inout Set<String>) {
    _ = contains { part in
      guard case .binary(let left, let sign, _, at: _) = part.form,
        sign == .juxtapose || sign == .multiply,
        case .postfix(let operand, .transpose) = left.bare.form, let name = operand.bareName
      else { return false }
      names.insert(name)
      return false
    }
  }
}

extension Substring {
  /// x of `x1`.
  fileprivate var droppingDigits: String {
    var text = self
    while text.count > 1, text.last.map({ $0.isASCII && $0.isNumber }) ?? false {
      text.removeLast()
    }
    return String(text)
  }
}
