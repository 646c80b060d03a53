import Arrays
import Elaboration
import Graph
import Support

/// The names that random expressions are made of.
package struct RandomInputs: Sendable {
  package typealias Kind = RandomExpressions.Kind

  package struct Input: Sendable {
    package enum Form { case plain, row, symmetric }

    package let name: String
    package let kind: Kind
    package var form = Form.plain

    /// `x : vector(n)`
    package var declaration: String {
      let word: String
      switch (kind, form) {
      case (.scalar, _): return "\(name) : scalar"
      case (.vector, .row): word = "row"
      case (.vector, _): word = "vector"
      case (.matrix(let n, _), .symmetric): return "\(name) : symmetric(\(n))"
      case (.matrix, _): word = "matrix"
      }
      return "\(name) : \(word)(\(kind.sizes.joined(separator: ", ")))"
    }

    package func kind(in table: SizeTable) -> Elaboration.Kind {
      let sizes = kind.sizes.map { size in
        Int(size).map { Size($0) } ?? table.symbol(named: size)
      }
      return switch (sizes.count, form) {
      case (0, _): .scalar
      case (1, .row): .row(sizes[0])
      case (1, _): .vector(sizes[0])
      case (_, .symmetric): .symmetric(sizes[0])
      default: .matrix(sizes[0], sizes[1])
      }
    }
  }

  package let inputs: [Input]
  /// The sizes of arrays, each as often as it is wanted.
  package let sizes: [String]
  private let byKind: [Kind: [String]]

  private init(_ inputs: [Input], sizes: [String]) {
    self.inputs = inputs
    self.sizes = sizes
    byKind = Dictionary(grouping: inputs, by: \.kind).mapValues { inputs in
      inputs.map { $0.form == .row ? "\($0.name)'" : $0.name }
    }
  }

  /// All kinds that expressions may have.
  package var kinds: [Kind] { Array(byKind.keys) }

  /// The inputs of a kind, rows transposed.
  package func leaves(_ kind: Kind) -> [String] { byKind[kind] ?? [] }

  /// The inputs that a text mentions.
  package func mentioned(in text: String) -> [Input] {
    let words = Set(text.split { !$0.isLetter && !$0.isNumber && $0 != "_" }.map { String($0) })
    return inputs.filter { words.contains($0.name) }
  }

  /// An input of the same kind, another one where there is one.
  package func twin(of input: Input) -> Input {
    inputs.first { $0.name != input.name && $0.kind == input.kind && $0.form == input.form }
      ?? input
  }

  /// Arrays of 3.
  package static let known = RandomInputs(
    [
      Input(name: "a", kind: .scalar), Input(name: "b", kind: .scalar),
      Input(name: "x", kind: .vector("3")), Input(name: "y", kind: .vector("3")),
      Input(name: "A", kind: .matrix("3", "3")), Input(name: "B", kind: .matrix("3", "3")),
    ], sizes: ["3"])

  /// Arrays whose sizes have names, and some of 3 for the functions that want to know.
  package static let symbolic = RandomInputs(
    [
      Input(name: "a", kind: .scalar), Input(name: "b", kind: .scalar),
      Input(name: "x", kind: .vector("n")), Input(name: "y", kind: .vector("n")),
      Input(name: "r", kind: .vector("n"), form: .row),
      Input(name: "u", kind: .vector("m")), Input(name: "v", kind: .vector("m")),
      Input(name: "w", kind: .vector("3")), Input(name: "z", kind: .vector("3")),
      Input(name: "A", kind: .matrix("m", "n")), Input(name: "B", kind: .matrix("m", "n")),
      Input(name: "C", kind: .matrix("n", "m")),
      Input(name: "D", kind: .matrix("n", "n")),
      Input(name: "P", kind: .matrix("n", "n"), form: .symmetric),
      Input(name: "E", kind: .matrix("m", "m")),
      Input(name: "S", kind: .matrix("m", "m"), form: .symmetric),
      Input(name: "F", kind: .matrix("m", "3")), Input(name: "G", kind: .matrix("3", "m")),
      Input(name: "H", kind: .matrix("n", "3")), Input(name: "K", kind: .matrix("3", "n")),
      Input(name: "M", kind: .matrix("3", "3")),
    ], sizes: ["m", "n", "3"])
}

/// The inputs at a random point: how long named sizes are, and what values the inputs have.
package struct RandomPoint {
  package private(set) var sizes: [String: Int] = [:]
  package private(set) var values: [String: Tensor] = [:]

  package init(_ inputs: RandomInputs, seed: UInt64) {
    var random = SplitMix(state: seed)
    for size in inputs.sizes where sizes[size] == nil {
      sizes[size] = Int(size) ?? 3 + random.below(3)
    }
    for input in inputs.inputs {
      let shape = input.kind.sizes.map { sizes[$0] ?? 0 }
      var value = Tensor(shape, repeating: 0)
      for entry in 0..<value.count { value[entry] = Double.random(in: -1...1, using: &random) }
      if input.form == .symmetric {
        let n = shape[0]
        for row in 0..<n {
          for column in 0..<row { value[row * n + column] = value[column * n + row] }
        }
      }
      values[input.name] = value
    }
  }
}
