import Elaboration
import Interpreter
import Syntax

/// Where what a document says of its names is so: from one heading to the next of the same level. A
/// letter that is a vector in one section may be a number in another.
struct Scopes {
  /// By passage, the headings that it stands under, outermost first.
  private let paths: [[Int]]
  /// By name, the passages that speak of it.
  private var mentions: [String: [Int]] = [:]
  /// By name, the passages that make an array of it: with a transpose, a norm, a matrix beside it.
  private var arrays: [String: [Int]] = [:]
  /// By name, the passages that let an index run as far as it.
  private var bounds: [String: [Int]] = [:]
  /// By name, the passages that say what it is: `x \in \mathbb{R}^n`.
  private var introductions: [String: [Int]] = [:]

  init(_ document: NoteDocument, _ equations: [NoteEquation], _ kinds: StatedKinds) {
    let headings = document.headings
    var open: [(index: Int, level: Int)] = []
    var next = 0
    paths = document.passages.map { passage in
      guard passage.file == nil else { return open.map(\.index) }
      while next < headings.count, headings[next].place.lower <= passage.place.lower {
        while let last = open.last, last.level >= headings[next].level { open.removeLast() }
        open.append((next, headings[next].level))
        next += 1
      }
      return open.map(\.index)
    }
    for equation in equations {
      guard case .success(let statement) = equation.result else { continue }
      let place = equation.passage.number
      switch statement.form {
      case .chain(let links, _):
        let names = links.reduce(into: Set<String>()) { $0.formUnion($1.names) }
        for name in names { mentions[name, default: []].append(place) }
        for name in links.reduce(into: Set<String>(), { $0.formUnion($1.boundsOfIndices) }) {
          bounds[name, default: []].append(place)
        }
        if links.contains(where: \.makesArrays) {
          for name in names { arrays[name, default: []].append(place) }
        }
      case .declaration(let names, let kind):
        for name in names.map(\.text) {
          mentions[name, default: []].append(place)
          introductions[name, default: []].append(place)
          if case .scalar = kind { continue }
          arrays[name, default: []].append(place)
        }
      default: break
      }
    }
    for entry in kinds.stated {
      introductions[entry.name, default: []].append(entry.start)
      if !entry.isScalar { arrays[entry.name, default: []].append(entry.start) }
    }
  }

  /// Whether what is said at a passage is so at another: under the same headings or under one of them.
  func isSaid(at passage: Int, for other: Int) -> Bool {
    guard paths.indices.contains(passage), paths.indices.contains(other) else { return true }
    return paths[other].starts(with: paths[passage])
  }

  /// Whether a name was spoken of before in other sections only, and nothing here says what it is.
  func isForeign(_ name: String, at passage: Int) -> Bool {
    let places = mentions[name] ?? []
    guard places.contains(where: { $0 < passage && !isSaid(at: $0, for: passage) }) else {
      return false
    }
    let isOuter = places.contains { place in
      place < passage && isSaid(at: place, for: passage) && paths[place] != paths[passage]
    }
    return !isOuter && !isIntroduced(name, at: passage)
  }

  /// Whether something that is so at a passage says what a name is.
  func isIntroduced(_ name: String, at passage: Int) -> Bool {
    introductions[name]?.contains { $0 <= passage && isSaid(at: $0, for: passage) } ?? false
  }

  /// Whether a name is introduced under the headings of a passage, or met there for the first time.
  func isNew(_ name: String, at passage: Int, since earlier: Int) -> Bool {
    introductions[name]?.contains {
      $0 > earlier && $0 <= passage && isSaid(at: $0, for: passage)
    } == true || mentions[name]?.contains { $0 <= earlier } != true
  }

  /// Whether an index runs as far as a name, where what is said is so at a passage.
  func isBound(_ name: String, at passage: Int) -> Bool {
    bounds[name]?.contains { isSaid(at: $0, for: passage) } ?? false
  }

  /// Whether something that is so at a passage makes an array of a name.
  func isArray(_ name: String, at passage: Int) -> Bool {
    arrays[name]?.contains { isSaid(at: $0, for: passage) } ?? false
  }
}

extension Expression {
  /// The names that its indices run as far as.
  fileprivate var boundsOfIndices: Set<String> {
    var names: Set<String> = []
    _ = contains { part in
      if case .indexed(_, let ranges, _) = part.form {
        names.formUnion(ranges.compactMap { $0.upper?.bareName })
      }
      return false
    }
    return names
  }

  /// Whether it is written as only arrays are: with transposes, norms, brackets, matrices as factors.
  var makesArrays: Bool {
    contains { part in
      switch part.form {
      case .postfix, .array, .fence(.norm, _): true
      case .binary(_, .elementwiseMultiply, _, _), .binary(_, .elementwiseDivide, _, _): true
      case .binary(let left, .juxtapose, let right, _), .binary(let left, .multiply, let right, _):
        [left, right].contains { $0.lastFactor.isLetterOfMatrix }
      case .application:
        part.call.map { ["tr", "det", "trace", "diag", "softmax", "dot", "vec"].contains($0.name) }
          ?? false
      default: false
      }
    }
  }

  private var lastFactor: Expression {
    switch form {
    case .binary(_, .juxtapose, let right, _), .binary(_, .multiply, let right, _):
      right.lastFactor
    case .parenthesized(let inside): inside.lastFactor
    default: self
    }
  }

  private var isLetterOfMatrix: Bool {
    guard let name = bareName, let first = name.unicodeScalars.first else { return false }
    return ("A"..."Z").contains(first)
  }
}
