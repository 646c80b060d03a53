import Primitives
import Support

/// Writes random expressions in mx notation, so that typing, elaboration, calculus and plans are
/// all on the way. Rows that were used least come first, so that every row gets its turn.
struct RandomExpressions {
  enum Kind: CaseIterable { case scalar, vector, matrix }

  /// One way to use a row: a text whose holes are filled with expressions. `{s}` a scalar, `{v}` a
  /// vector of 3, `{m}` a 3×3 matrix; `{p}`, `{q}` a scalar and a vector with entries in 0.5…1.5;
  /// `{i}` an invertible, well-conditioned matrix.
  struct Template {
    let row: String
    let kind: Kind
    let text: String
  }

  private var generator: SplitMix
  private(set) var uses: [String: Int] = [:]
  private let templates: [Kind: [Template]]

  init(seed: UInt64) {
    generator = SplitMix(state: seed)
    templates = Dictionary(grouping: Self.allTemplates, by: \.kind)
  }

  /// An expression of the given depth and the rows it uses.
  mutating func expression(_ kind: Kind, depth: Int) -> (text: String, rows: Set<String>) {
    var rows: Set<String> = []
    let text = write(kind, depth, &rows)
    return (text, rows)
  }

  /// Counts an expression that was checked.
  mutating func record(_ rows: Set<String>) {
    for row in rows { uses[row, default: 0] += 1 }
  }

  private mutating func write(_ kind: Kind, _ depth: Int, _ rows: inout Set<String>) -> String {
    guard depth > 0, let choices = templates[kind] else { return leaf(kind) }
    let first = choices[generator.below(choices.count)]
    var chosen = first
    // The least used of four.
    for _ in 0..<3 {
      let other = choices[generator.below(choices.count)]
      if uses[other.row, default: 0] < uses[chosen.row, default: 0] { chosen = other }
    }
    rows.insert(chosen.row)
    var text = ""
    var rest = chosen.text[...]
    while let open = rest.firstIndex(of: "{") {
      text += rest[..<open]
      let hole = rest[rest.index(after: open)]
      text += fill(hole, depth - 1, &rows)
      rest = rest[rest.index(open, offsetBy: 3)...]
    }
    return text + rest
  }

  private mutating func fill(_ hole: Character, _ depth: Int, _ rows: inout Set<String>) -> String {
    switch hole {
    case "s": return "(\(write(.scalar, depth, &rows)))"
    case "v": return "(\(write(.vector, depth, &rows)))"
    case "m": return "(\(write(.matrix, depth, &rows)))"
    case "p": return "(1 + 0.5*tanh(\(write(.scalar, depth, &rows))))"
    case "q": return "(1 + 0.5*tanh(\(write(.vector, depth, &rows))))"
    default: return "(4*eye(3) + tanh(\(write(.matrix, depth, &rows))))"
    }
  }

  private mutating func leaf(_ kind: Kind) -> String {
    let names: [String]
    switch kind {
    case .scalar: names = ["a", "b"]
    case .vector: names = ["x", "y"]
    case .matrix: names = ["A", "B"]
    }
    return names[generator.below(names.count)]
  }

  // MARK: Templates

  /// Operators and forms by hand; elementwise rows of one operand from the catalogue, each kept
  /// inside its sampling range; other rows by hand below.
  static let allTemplates: [Template] = elementwise + byHand

  private static let elementwise: [Template] = Catalogue.functions.flatMap { row -> [Template] in
    guard row.parameters.count == 1, case .elementwise = row.meaning else { return [] }
    let range = row.samplingRange
    let middle = (range.lowerBound + range.upperBound) / 2
    let half = (range.upperBound - range.lowerBound) / 2
    return [(Kind.scalar, "s"), (.vector, "v"), (.matrix, "m")].map { kind, hole in
      Template(row: row.name, kind: kind, text: "\(row.name)(\(middle) + \(half)*tanh({\(hole)}))")
    }
  }

  /// Row, kind of the result, text.
  private static let byHand: [Template] = #"""
    + | scalar | {s} + {s}
    + | vector | {v} + {v}
    + | matrix | {m} + {m}
    + broadcast | vector | {v} + {s}
    + broadcast | matrix | {m} + {v}
    + broadcast | matrix | {m} - {v}'
    - | scalar | {s} - {s}
    - | vector | -{v}
    - | matrix | {m} - {m}
    * | scalar | {v}'*{v}
    * | vector | {m}*{v}
    * | matrix | {m}*{m}
    * | scalar | {s}*{s}
    * | vector | {s}*{v}
    * | matrix | {v}*{v}'
    quadratic form | scalar | {v}'*{m}*{v}
    .* | vector | {v} .* {v}
    .* | matrix | {m} .* {m}
    ./ | vector | {v} ./ {q}
    / | scalar | {s}/{p}
    / | matrix | {m}/{i}
    \ | vector | {i} \ {v}
    \ | matrix | {i} \ {m}
    ^ | scalar | {s}^2
    ^ | matrix | {m}^2
    ^ | matrix | {i}^-1
    .^ | vector | {q}.^{p}
    .^ | vector | {v}.^3
    .^ | scalar | {p}^{s}
    ' | matrix | {m}'
    index | scalar | {v}[2]
    index | scalar | {m}[1, 3]
    index | vector | {m}[:, 2]
    index | vector | {v}[[3 1 2]]
    index | matrix | {m}[3:-1:1, [2 2 1]]
    literal | vector | [{s}; {s}; {s}]
    literal | matrix | [{v} {v} {v}]
    literal | matrix | [{v}'; {v}'; {v}']
    log | vector | log({q}, 3)
    min | vector | min({v}, {v})
    max | matrix | max({m}, {m})
    min | scalar | min({v})
    max | scalar | max({m})
    mod | vector | mod({v}, 0.7)
    atan2 | vector | atan2({v}, {q})
    hypot | vector | hypot({v}, {q})
    where | vector | where({v} > {v}, {v}, {v})
    clip | vector | clip({v}, -0.5, 0.6)
    leaky_relu | vector | leaky_relu({v})
    elu | vector | elu({v})
    selu | vector | selu({v})
    gelu | vector | gelu({v})
    silu | vector | silu({v})
    sum | scalar | sum({v})
    sum | vector | sum({m}, 2)
    sum | vector | sum({m}, 1)'
    mean | scalar | mean({m})
    mean | vector | mean({m}, 2)
    prod | scalar | prod({q})
    prod | vector | prod({m}, 2)
    var | scalar | var({v})
    std | scalar | std([{v}; 1; 5])
    logsumexp | scalar | logsumexp({v})
    logsumexp | vector | logsumexp({m}, 2)
    norm1 | scalar | norm1({v})
    norm2 | scalar | norm2({q})
    norm_inf | scalar | norm_inf({v})
    norm | scalar | norm({q}, 3)
    frob | scalar | frob({i})
    cumsum | vector | cumsum({v})
    count | scalar | count({v} > 0)*{s}
    any | scalar | any({v} > 0)*{s}
    all | scalar | all({v} > -9)*{s}
    argmin | scalar | argmin({v})*{s}
    argmax | scalar | argmax({v})*{s}
    softmax | vector | softmax({v})
    softmax | matrix | softmax({m})
    softmax | matrix | softmax({m}, 2)
    logsoftmax | vector | logsoftmax({v})
    logsoftmax | matrix | logsoftmax({m})
    normalize | vector | normalize({q})
    dot | scalar | dot({v}, {v})
    cross | vector | cross({v}, {v})
    outer | matrix | outer({v}, {v})
    sort | vector | sort({v})
    tr | scalar | tr({m})
    det | scalar | det({i})
    logdet | scalar | logdet({i}'*{i})
    inv | matrix | inv({i})
    adj | matrix | adj({m})
    pinv | matrix | pinv({i})
    transpose | matrix | transpose({m})
    diag | vector | diag({m})
    diag | matrix | diag({v})
    kron | scalar | kron({v}, {v})[4]
    einsum | matrix | einsum("ij,kj->ki", {m}, {m})
    vec | scalar | vec({m})[6]
    reshape | matrix | reshape(vec({m}), 3, 3)
    solve | vector | solve({i}, {v})
    triu | matrix | triu({m})
    tril | matrix | tril({m})
    opnorm | scalar | opnorm({i}, 1)
    opnorm | scalar | opnorm({i}, 2)
    cond | scalar | cond({i})
    rank | scalar | rank({i})*{s}
    size | scalar | {s}*sum(size({m}))
    rows | scalar | {s}/rows({m})
    cols | scalar | {s}/cols({m})
    length | scalar | {s}/length({v})
    numel | scalar | {s}/numel({m})
    eye | matrix | {m} + eye(3)
    zeros | vector | {v} + zeros(3)
    ones | matrix | {m} + ones(3, 3)
    rand | vector | {v} .* rand(3)
    randn | matrix | {m} + randn(3, 3)
    linspace | vector | {v} .* linspace(0, 1, 3)
    hcat | matrix | hcat({v}, {v}, {v})
    vcat | vector | vcat({v}, {s})[2:4]
    repmat | matrix | repmat({v}, 1, 3)
    cross_entropy | scalar | cross_entropy({q}, {q})
    mse | scalar | mse({v}, {v})
    huber | scalar | huber({v}, {v})
    hinge | scalar | hinge(sign({v}), {v})
    kl | scalar | kl(softmax({v}), softmax({v}))
    """#.split(separator: "\n").map { line in
      let parts = line.split(separator: " | ", maxSplits: 2).map { String($0.drop { $0 == " " }) }
      let kind: Kind = parts[1] == "scalar" ? .scalar : parts[1] == "vector" ? .vector : .matrix
      return Template(row: parts[0], kind: kind, text: parts[2])
    }
}
