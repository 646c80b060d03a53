import Testing

@testable import Syntax

/// A formula as notes write it, and the equations that it reads as, in plain notation.
struct LaTeXReading: Sendable, CustomTestStringConvertible {
  let latex: String
  let text: String

  init(_ latex: String, _ text: String) {
    self.latex = latex
    self.text = text
  }

  var testDescription: String { latex }
}

extension Vocabulary {
  /// Knows a few functions and no names.
  static var some: Vocabulary {
    let functions = ["relu", "softmax", "mse", "svd", "sigmoid"]
    return Vocabulary(
      function: { word in functions.first { $0 == word.lowercased() } }, isName: { _ in false })
  }
}

extension Statement {
  /// The statement in plain notation, with what is said of it.
  var shown: String {
    var text: String
    if case .chain(let links, let relations) = form {
      text = links[0].text
      for (relation, link) in zip(relations, links.dropFirst()) {
        text += (relation == .equal ? " = " : " ≈ ") + link.text
      }
    } else {
      text = tree
    }
    for note in notes { text += " {\(note.message)}" }
    return text
  }
}

/// The equations of a formula in plain notation, one a line; a mistake as its message and place.
func notes(_ latex: String) -> String {
  let source = SourceText(latex)
  var reader = LaTeXReader(source, vocabulary: .some)
  return reader.read(Span(0, source.bytes.count)).map { result in
    switch result {
    case .success(let statement): return statement.shown
    case .failure(let diagnostic):
      let place = diagnostic.labels.first.map { source[$0.span] } ?? "nowhere"
      return "error: \(diagnostic.message) <\(place)>"
    }
  }.joined(separator: "\n")
}
