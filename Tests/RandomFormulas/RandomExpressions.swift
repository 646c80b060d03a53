import Primitives
import Support

/// Writes random expressions in mx notation, so that typing, elaboration, calculus and plans are
/// all on the way. Rows that were used least come first, so that every row gets its turn.
package struct RandomExpressions {
  /// What an expression is: a scalar, or an array with its sizes as they are written (`3`, `n`).
  package enum Kind: Hashable, Sendable {
    case scalar
    case vector(String)
    case matrix(String, String)

    package var sizes: [String] {
      switch self {
      case .scalar: []
      case .vector(let n): [n]
      case .matrix(let m, let n): [m, n]
      }
    }

    package init(_ sizes: [String]) {
      switch sizes.count {
      case 0: self = .scalar
      case 1: self = .vector(sizes[0])
      default: self = .matrix(sizes[0], sizes[1])
      }
    }
  }

  /// One way to use a row: the sizes of the result, and a text whose holes are filled with
  /// expressions. `{s}` is a scalar, `{v a}` a vector, `{m a b}` a matrix; `{p}`, `{q a}` a scalar
  /// and a vector with entries in 0.5…1.5; `{i a}` an invertible, well-conditioned matrix; `{#a}`
  /// the size itself. A size is a number, or a letter for any.
  package struct Template: Sendable {
    package let row: String
    let sizes: [String]
    let text: String

    /// The sizes that its letters stand for where the result is of a kind; nil if it can't be.
    func letters(for kind: Kind) -> [String: String]? {
      let wanted = kind.sizes
      guard wanted.count == sizes.count else { return nil }
      var letters: [String: String] = [:]
      for (own, size) in zip(sizes, wanted) where own != size {
        guard own.first?.isLetter == true, letters[own, default: size] == size else { return nil }
        letters[own] = size
      }
      for own in sizes where own.first?.isLetter == true { letters[own] = letters[own] ?? own }
      return letters
    }
  }

  package let inputs: RandomInputs
  private var generator: SplitMix
  package private(set) var uses: [String: Int] = [:]
  private let templates: [Kind: [(template: Template, letters: [String: String])]]

  package init(seed: UInt64, inputs: RandomInputs = .known) {
    self.inputs = inputs
    generator = SplitMix(state: seed)
    var templates: [Kind: [(template: Template, letters: [String: String])]] = [:]
    for kind in inputs.kinds {
      templates[kind] = Self.allTemplates.compactMap { template in
        template.letters(for: kind).map { (template, $0) }
      }
    }
    self.templates = templates
  }

  /// An expression of the given depth and the rows it uses.
  package mutating func expression(_ kind: Kind, depth: Int) -> (text: String, rows: Set<String>) {
    var rows: Set<String> = []
    let text = write(kind, depth, &rows)
    return (text, rows)
  }

  /// Any of the choices.
  package mutating func any<T>(_ choices: [T]) -> T { choices[generator.below(choices.count)] }

  /// Counts an expression that was checked.
  package mutating func record(_ rows: Set<String>) {
    for row in rows { uses[row, default: 0] += 1 }
  }

  private mutating func write(_ kind: Kind, _ depth: Int, _ rows: inout Set<String>) -> String {
    guard depth > 0, let choices = templates[kind] else { return any(inputs.leaves(kind)) }
    var chosen = any(choices)
    // The least used of four.
    for _ in 0..<3 {
      let other = any(choices)
      if uses[other.template.row, default: 0] < uses[chosen.template.row, default: 0] {
        chosen = other
      }
    }
    rows.insert(chosen.template.row)
    var letters = chosen.letters
    var text = ""
    var rest = chosen.template.text[...]
    while let open = rest.firstIndex(of: "{"), let close = rest[open...].firstIndex(of: "}") {
      text += rest[..<open]
      var words = rest[rest.index(after: open)..<close].split(separator: " ").map { String($0) }
      var hole = words.removeFirst()
      if hole.hasPrefix("#") { words = [String(hole.removeLast())] }
      let sizes = words.map { size(of: $0, &letters) }
      text += hole == "#" ? sizes[0] : fill(hole, sizes, depth - 1, &rows)
      rest = rest[rest.index(after: close)...]
    }
    return text + rest
  }

  /// The size that a letter of a template stands for; any, where nothing was said yet.
  private mutating func size(of letter: String, _ letters: inout [String: String]) -> String {
    guard letter.first?.isLetter == true else { return letter }
    if let size = letters[letter] { return size }
    let size = any(inputs.sizes)
    letters[letter] = size
    return size
  }

  private mutating func fill(
    _ hole: String, _ sizes: [String], _ depth: Int, _ rows: inout Set<String>
  ) -> String {
    switch hole {
    case "s", "v", "m": return "(\(write(Kind(sizes), depth, &rows)))"
    case "p", "q": return "(1 + 0.5*tanh(\(write(Kind(sizes), depth, &rows))))"
    default:
      let square = Kind.matrix(sizes[0], sizes[0])
      return "(4*eye(\(sizes[0])) + tanh(\(write(square, depth, &rows))))"
    }
  }

  // MARK: Templates

  /// Operators and forms by hand; elementwise rows of one operand from the catalogue, each kept
  /// inside its sampling range; other rows by hand below.
  package static let allTemplates: [Template] = elementwise + byHand

  private static let elementwise: [Template] = Catalogue.functions.flatMap { row -> [Template] in
    guard row.parameters.count == 1, case .elementwise = row.meaning else { return [] }
    let range = row.samplingRange
    let middle = (range.lowerBound + range.upperBound) / 2
    let half = (range.upperBound - range.lowerBound) / 2
    return [([], "s"), (["a"], "v a"), (["a", "b"], "m a b")].map { sizes, hole in
      Template(
        row: row.name, sizes: sizes, text: "\(row.name)(\(middle) + \(half)*tanh({\(hole)}))")
    }
  }

  /// Row, kind of the result, text.
  private static let byHand: [Template] = #"""
    + | scalar | {s} + {s}
    + | vector a | {v a} + {v a}
    + | matrix a b | {m a b} + {m a b}
    + broadcast | vector a | {v a} + {s}
    + broadcast | matrix a b | {m a b} + {v a}
    + broadcast | matrix a b | {m a b} - {v b}'
    - | scalar | {s} - {s}
    - | vector a | -{v a}
    - | matrix a b | {m a b} - {m a b}
    * | scalar | {v a}'*{v a}
    * | vector a | {m a b}*{v b}
    * | matrix a b | {m a c}*{m c b}
    * | scalar | {s}*{s}
    * | vector a | {s}*{v a}
    * | matrix a b | {v a}*{v b}'
    quadratic form | scalar | {v a}'*{m a b}*{v b}
    .* | vector a | {v a} .* {v a}
    .* | matrix a b | {m a b} .* {m a b}
    ./ | vector a | {v a} ./ {q a}
    / | scalar | {s}/{p}
    / | matrix a b | {m a b}/{i b}
    \ | vector a | {i a} \ {v a}
    \ | matrix a b | {i a} \ {m a b}
    ^ | scalar | {s}^2
    ^ | matrix a a | {m a a}^2
    ^ | matrix a a | {i a}^-1
    .^ | vector a | {q a}.^{p}
    .^ | vector a | {v a}.^3
    .^ | scalar | {p}^{s}
    ' | matrix a b | {m b a}'
    index | scalar | {v a}[2]
    index | scalar | {m a b}[1, 3]
    index | vector a | {m a b}[:, 2]
    index | vector 3 | {v a}[[3 1 2]]
    index | matrix 3 3 | {m a b}[3:-1:1, [2 2 1]]
    literal | vector 3 | [{s}; {s}; {s}]
    literal | matrix a 3 | [{v a} {v a} {v a}]
    literal | matrix 3 a | [{v a}'; {v a}'; {v a}']
    log | vector a | log({q a}, 3)
    min | vector a | min({v a}, {v a})
    max | matrix a b | max({m a b}, {m a b})
    min | scalar | min({v a})
    max | scalar | max({m a b})
    max | vector a | max({m a b}, axis=2)
    mod | vector a | mod({v a}, 0.7)
    atan2 | vector a | atan2({v a}, {q a})
    hypot | vector a | hypot({v a}, {q a})
    where | vector a | where({v a} > {v a}, {v a}, {v a})
    clip | vector a | clip({v a}, -0.5, 0.6)
    leaky_relu | vector a | leaky_relu({v a})
    elu | vector a | elu({v a})
    selu | vector a | selu({v a})
    gelu | vector a | gelu({v a})
    silu | vector a | silu({v a})
    sum | scalar | sum({v a})
    sum | vector a | sum({m a b}, 2)
    sum | vector a | sum({m b a}, 1)'
    mean | scalar | mean({m a b})
    mean | vector a | mean({m a b}, 2)
    prod | scalar | prod({q a})
    prod | vector a | prod({m a b}, 2)
    var | scalar | var({v a})
    std | scalar | std([{v a}; 1; 5])
    logsumexp | scalar | logsumexp({v a})
    logsumexp | vector a | logsumexp({m a b}, 2)
    norm1 | scalar | norm1({v a})
    norm2 | scalar | norm2({q a})
    norm_inf | scalar | norm_inf({v a})
    norm | scalar | norm({q a}, 3)
    frob | scalar | frob({i a})
    cumsum | vector a | cumsum({v a})
    count | scalar | count({v a} > 0)*{s}
    any | scalar | any({v a} > 0)*{s}
    all | scalar | all({v a} > -9)*{s}
    argmin | scalar | argmin({v a})*{s}
    argmax | scalar | argmax({v a})*{s}
    softmax | vector a | softmax({v a})
    softmax | matrix a b | softmax({m a b})
    softmax | matrix a b | softmax({m a b}, 2)
    logsoftmax | vector a | logsoftmax({v a})
    logsoftmax | matrix a b | logsoftmax({m a b})
    normalize | vector a | normalize({q a})
    dot | scalar | dot({v a}, {v a})
    cross | vector 3 | cross({v 3}, {v 3})
    skew | vector 3 | skew({v 3})*{v 3}
    skew | matrix 3 3 | skew({v 3})
    outer | matrix a b | outer({v a}, {v b})
    sort | vector a | sort({v a})
    argsort | vector a | {v a} .* argsort({v a})
    commutation | scalar | sum((commutation({#a}, {#b})*vec({m a b})).^2)
    left_singular | vector a | left_singular({i a})
    right_singular | vector a | right_singular({i a})
    tr | scalar | tr({m a a})
    det | scalar | det({i a})
    logdet | scalar | logdet({i a}'*{i a})
    inv | matrix a a | inv({i a})
    adj | matrix a a | adj({m a a})
    pinv | matrix a a | pinv({i a})
    transpose | matrix a b | transpose({m b a})
    diag | vector a | diag({m a a})
    diag | matrix a a | diag({v a})
    kron | scalar | kron({v a}, {v b})[4]
    kron | scalar | sum(kron({m a b}, {v c}))
    einsum | matrix a b | einsum("ij,kj->ki", {m b c}, {m a c})
    vec | scalar | vec({m a b})[6]
    reshape | matrix a b | reshape(vec({m b a}), {#a}, {#b})
    solve | vector a | solve({i a}, {v a})
    triu | matrix a b | triu({m a b})
    tril | matrix a b | tril({m a b})
    opnorm | scalar | opnorm({i a}, 1)
    opnorm | scalar | opnorm({i a}, 2)
    cond | scalar | cond({i a})
    rank | scalar | rank({i a})*{s}
    size | scalar | {s}*sum(size({m a b}))
    rows | scalar | {s}/rows({m a b})
    cols | scalar | {s}/cols({m a b})
    length | scalar | {s}/length({v a})
    numel | scalar | {s}/numel({m a b})
    eye | matrix a a | {m a a} + eye({#a})
    zeros | vector a | {v a} + zeros({#a})
    ones | matrix a b | {m a b} + ones({#a}, {#b})
    rand | vector 3 | {v 3} .* rand(3)
    randn | vector 3 | {v 3} + randn(3)
    randn | matrix 3 3 | {m 3 3} + randn(3, 3)
    linspace | vector 3 | {v 3} .* linspace(0, 1, 3)
    hcat | matrix a 3 | hcat({v a}, {v a}, {v a})
    vcat | vector 3 | vcat({v a}, {s})[2:4]
    repmat | matrix a 3 | repmat({v a}, 1, 3)
    cross_entropy | scalar | cross_entropy({q a}, {q a})
    mse | scalar | mse({v a}, {v a})
    huber | scalar | huber({v a}, {v a})
    hinge | scalar | hinge(sign({v a}), {v a})
    kl | scalar | kl(softmax({v a}), softmax({v a}))
    """#.split(separator: "\n").map { line in
      let parts = line.split(separator: " | ", maxSplits: 2).map { String($0.drop { $0 == " " }) }
      let sizes = parts[1].split(separator: " ").dropFirst().map { String($0) }
      return Template(row: parts[0], sizes: sizes, text: parts[2])
    }
}
