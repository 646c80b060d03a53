import Graph
import Syntax

/// What a letter stands for by the field's convention (that of matrixcalculus.org): a–g and Greek
/// are scalars, h–z vectors, A–Z matrices.
enum Convention {
  enum Letter { case scalar, vector, matrix }

  static func letter(of name: String) -> Letter {
    guard let first = name.unicodeScalars.first else { return .scalar }
    if greekNames.contains(name) { return .scalar }
    // dW is of the kind of W.
    if first == "d", let second = name.unicodeScalars.dropFirst().first, second.isASCIILetter {
      return letter(of: String(name.dropFirst()))
    }
    switch first {
    case "A"..."Z": return .matrix
    case "a"..."g": return .scalar
    case "h"..."z": return .vector
    default: return .scalar
    }
  }

  /// Whether a name is a capital Greek letter, which in notes is a matrix.
  static func isGreekMatrix(_ name: String) -> Bool {
    name.unicodeScalars.first.map("ΣΛΦΨΘΩ".unicodeScalars.contains) ?? false
  }

  /// Whether a name is a capital that a matrix has, and no number of things.
  static func isMatrix(_ name: String) -> Bool {
    if isGreekMatrix(name) { return true }
    guard let first = name.unicodeScalars.first else { return false }
    return ("A"..."Z").contains(first) && !"DJKLMNTZ".unicodeScalars.contains(first)
  }

  /// Whether a name is a Greek letter as programs spell it.
  static func isSpelledGreek(_ name: String) -> Bool { greekNames.contains(name) }

  /// Greek letters as they are spelled out in programs.
  private static let greekNames: Set<String> = [
    "alpha", "beta", "gamma", "delta", "epsilon", "zeta", "eta", "theta", "iota", "kappa",
    "lambda", "mu", "nu", "xi", "omicron", "rho", "sigma", "tau", "upsilon", "phi", "chi", "psi",
    "omega", "lr",
  ]
}

extension Elaborator {
  /// A kind for a letter, with new sizes.
  func conventionalKind(of name: String) -> Kind {
    let sizes = graph.sizes
    if scalarNames.contains(name) { return .scalar }
    if dialect == .notes, Convention.isGreekMatrix(name) {
      return .matrix(sizes.fresh(), sizes.fresh())
    }
    switch Convention.letter(of: name) {
    case .scalar: return .scalar
    case .vector: return .vector(sizes.fresh())
    case .matrix: return .matrix(sizes.fresh(), sizes.fresh())
    }
  }

  /// Of which names it is to be tried whether they are scalars, after an expression of a note had no
  /// meaning: of each that convention made a vector, and of all of them.
  func scalarReadings() -> [Set<String>] {
    guard dialect == .notes else { return [] }
    let names = introducedHere.keys.sorted().filter { name in
      guard case .vector = introducedHere[name]?.0, introducedHere[name]?.1 == .convention else {
        return false
      }
      return environment.basis(of: name) == .convention
    }
    let single = names.prefix(4).map { Set([$0]) }
    return names.count > 1 ? single + [Set(names)] : single
  }

  func takeAsScalars(_ names: Set<String>) {
    for name in scalarNames.subtracting(names) {
      scalarNames.remove(name)
      _ = introduce(name, conventionalKind(of: name), .convention)
    }
    scalarNames = names
    for name in names { _ = introduce(name, .scalar, .convention) }
  }

  /// The name that an expression is, if nothing but convention is known of it.
  func undetermined(_ expression: Expression) -> String? {
    switch expression.form {
    case .parenthesized(let inner): return undetermined(inner)
    case .name(let name):
      if locals[name] != nil { return nil }
      if environment.binding(of: name) != nil {
        return environment.basis(of: name) == .convention ? name : nil
      }
      let isSize = graph.sizes.hasSymbol(named: name)
      return isSize || isKnownWord(name) || factors(ofRun: name) != nil ? nil : name
    default: return nil
    }
  }

  /// Settles the kind of a symbol that is met, by what is known of it or the given kind.
  func introduce(_ name: String, _ kind: Kind, _ basis: KindBasis) -> Term {
    if environment.binding(of: name) == nil { newNames.insert(name) }
    introducedHere[name] = (kind, basis)
    return environment.introduce(name, kind, basis)
  }

  /// The kind of a term, where a name can have it.
  func kind(of term: Term) -> Kind? {
    let shape = graph.shape(of: term.node)
    switch shape.order {
    case 0: return .scalar
    case 1: return term.orientation == .row ? .row(shape[0]) : .vector(shape[0])
    case 2: return .matrix(shape[0], shape[1])
    default: return nil
    }
  }

  /// Gives an undetermined symbol the kind that its use needs, and starts the expression again if
  /// something was already built on another one.
  func settle(
    _ name: String, as kind: Kind, _ basis: KindBasis = .use
  ) throws(Failure) -> Term {
    let wasMet = introducedHere[name] != nil || environment.binding(of: name) != nil
    let term = introduce(name, kind, basis)
    if wasMet { throw .restart }
    return term
  }

  /// The dim line that says what convention decided.
  func conventionReading() -> String? {
    let taken = introducedHere.sorted { $0.key < $1.key }.filter {
      newNames.contains($0.key) && $0.value.1 == .convention
        && environment.basis(of: $0.key) == .convention
    }
    guard !taken.isEmpty else { return nil }
    let words = taken.map { name, entry in
      switch entry.0 {
      case .scalar: "\(name) as a scalar"
      case .vector: "\(name) as a vector"
      case .row: "\(name) as a row"
      case .matrix, .symmetric: "\(name) as a matrix"
      case .matrices: "\(name) as matrices"
      }
    }
    return "taking " + words.joined(separator: ", ")
  }
}

extension Unicode.Scalar {
  fileprivate var isASCIILetter: Bool { ("a"..."z").contains(self) || ("A"..."Z").contains(self) }
}
