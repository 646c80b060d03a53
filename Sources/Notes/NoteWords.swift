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

  /// Whether a document must be read again with what was found.
  var changesReading: Bool {
    !functions.isEmpty || !labels.isEmpty || !parameters.isEmpty
      || names.contains { $0.utf8.count > 1 }
  }

  init() {}

  init(_ equations: [NoteEquation]) {
    var applied: [String: [String]?] = [:]
    for equation in equations {
      guard case .success(let statement) = equation.result else { continue }
      names.formUnion(Self.names(definedBy: statement))
      if let function = NoteReader.function(definedBy: statement) { functions.insert(function) }
      guard case .chain(let links, _) = statement.form else { continue }
      var stack = links
      while let expression = stack.popLast() {
        switch expression.form {
        case .derivative(_, let variables): collectLabels(in: variables)
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
    for case (let name, let list?) in applied { parameters[name] = list }
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
    return vocabulary
  }
}
