import Arrays
import Graph
import Interpreter
import Primitives
import Syntax

/// How far the digits that were written may move the sides of a claim.
///
/// Data are exact. A literal that is the rounding of a known value is off by what was rounded away: of
/// a name's or a derivative's value, in a side of literals alone of what other links come to in their
/// parts, or of what was shown rounded before. What that does to a side is found by the side's
/// derivatives, to first order. Quantities that the note has shown rounded move what it computes from
/// them in the same way.
struct DigitInterval {
  /// Half a unit of the last digit of each number of a literal.
  static func halfUnits(of literal: Expression) -> [Double] {
    guard let numbers = literal.writtenNumbers else { return [] }
    let finest = numbers.map(\.lastDigit).min() ?? 0
    guard finest < 0 else { return numbers.map { _ in 0 } }
    // Integers in an array with decimals were rounded like the rest.
    return numbers.map {
      0.5 * Tolerances.power(of: $0.lastDigit >= 0 ? finest : $0.lastDigit)
    }
  }

  /// One unit of the last digit of the finest literal in a side.
  static func unit(of side: Expression) -> Double? {
    let digits = side.decimalLiterals.flatMap { $0.writtenNumbers ?? [] }.map(\.lastDigit)
    return digits.min().map { Tolerances.power(of: $0) }
  }
}

/// A quantity that a note knows: a name or a derivative, with its value.
struct KnownQuantity {
  let node: NodeID
  let value: Tensor
  /// What the note takes the derivative times: the seed that it began with.
  var seed = 1.0

  /// How far a literal is from it; nil where it isn't its rounding.
  func distance(to literal: Tensor, within halfUnits: [Double]) -> [Double]? {
    guard literal.count == value.count, literal.squeezed == value.squeezed || isTurned(literal),
      halfUnits.count == literal.count
    else { return nil }
    let isTransposed = literal.squeezed != value.squeezed
    var distances: [Double] = []
    for entry in 0..<literal.count {
      let own = isTransposed ? transposedIndex(entry, literal.shape) : entry
      let distance = abs(literal[entry] - seed * value[own])
      guard distance <= halfUnits[entry] * (1 + 1e-9) + 1e-12 * abs(literal[entry]) else {
        return nil
      }
      distances.append(distance)
    }
    return distances
  }

  /// How far a number is from the nearest entry; nil where it is the rounding of none.
  func distance(toEntry number: Double, within halfUnit: Double) -> Double? {
    let nearest = (0..<value.count).map { abs(number - seed * value[$0]) }.min() ?? .infinity
    return nearest <= halfUnit * (1 + 1e-9) + 1e-12 * abs(number) ? nearest : nil
  }

  /// Whether most entries of a literal are this quantity's, as they are written.
  func isMostly(_ literal: Tensor) -> Bool {
    guard literal.count > 1, literal.shape == value.shape || isTurned(literal) else { return false }
    let isTransposed = literal.shape != value.shape
    let equal = (0..<literal.count).count {
      literal[$0] == value[isTransposed ? transposedIndex($0, literal.shape) : $0]
    }
    return 2 * equal >= literal.count
  }

  private func isTurned(_ literal: Tensor) -> Bool {
    literal.order == 2 && value.order == 2 && literal.shape == value.shape.reversed()
  }

  private func transposedIndex(_ entry: Int, _ shape: [Int]) -> Int {
    entry % shape[1] * shape[0] + entry / shape[1]
  }
}

extension NoteChecker {
  // MARK: Slack

  /// How far each entry of a side may be off because of the digits written; nil where that can't be
  /// found.
  func slack(
    of side: Expression, _ term: Term, beside other: Expression, count: Int, scale: Double = 1
  ) throws(Stop) -> [Double] {
    var slack = Array(repeating: 0.0, count: count)
    func widen(by part: [Double]?) {
      guard let part, part.count == count else { return }
      for index in 0..<count { slack[index] += part[index] }
    }
    if side.writtenNumbers == nil { widen(by: try literalSlack(of: side, beside: other)) }
    widen(by: try spread(of: term.node)?.map { $0 * abs(scale) })
    return slack
  }

  /// What the literals of a side do.
  private func literalSlack(
    of side: Expression, beside other: Expression
  ) throws(Stop) -> [Double]? {
    let decimals = side.decimalLiterals
    guard !decimals.isEmpty, decimals.count <= Self.literalLimit else { return nil }
    let place =
      !side.isMadeOfNumbers
      ? LiteralPlace.formula : other.isComputedExactly ? .computation : .arithmetic
    var locals: [String: Term] = [:]
    var leaves: [(leaf: NodeID, radius: [Double])] = []
    var failure: Stop?
    let opened = side.replacingLiterals { literal in
      guard failure == nil, literal.writtenNumbers?.contains(where: \.isDecimal) == true else {
        return nil
      }
      do throws(Stop) {
        let term = try session.term(of: literal)
        guard let value = try session.knownValues(of: [term], at: literal.span)?[0] else {
          return nil
        }
        let radius = radius(of: literal, value, place, in: side)
        if radius.allSatisfy({ $0 == 0 }) { return nil }
        let name = "§\(leaves.count)"
        let leaf = session.graph.literal(value)
        locals[name] = Term(leaf, term.orientation)
        leaves.append((leaf, radius))
        return Expression(.name(name), literal.span)
      } catch {
        failure = error
        return nil
      }
    }
    if let failure { throw failure }
    if leaves.isEmpty { return nil }
    let root = try session.term(of: opened, locals: locals).node
    return try moved(root, by: leaves)
  }

  /// Where a literal stands that nothing is known of.
  private enum LiteralPlace {
    /// Beside names: a coefficient, or a datum.
    case formula
    /// Among literals alone, which are to be what an exact formula comes to.
    case computation
    /// Among literals alone, beside others or their result.
    case arithmetic
  }

  /// How far a literal may be from what it stands for.
  private func radius(
    of literal: Expression, _ value: Tensor, _ place: LiteralPlace, in side: Expression
  ) -> [Double] {
    let halfUnits = DigitInterval.halfUnits(of: literal)
    var best: [Double]?
    for quantity in knownQuantities() {
      // A datum with a slip in it is one still.
      if quantity.seed == 1, quantity.isMostly(value) { return halfUnits.map { _ in 0 } }
      var distances = quantity.distance(to: value, within: halfUnits)
      if distances == nil, let shown = figures[quantity.node]?.literal, shown.isEqual(to: value) {
        distances = (0..<value.count).map { abs(value[$0] - quantity.seed * quantity.value[$0]) }
      }
      guard let distances else { continue }
      if (best?.max() ?? .infinity) > (distances.max() ?? 0) { best = distances }
    }
    // An entry of a datum is one, and an entry of a result its rounding.
    if best == nil, value.order == 0 {
      if givenNumbers.contains(abs(value[0])) { return [0] }
      if isEntryOfDatum(value[0]) { return [0] }
      best = knownQuantities().compactMap {
        $0.distance(toEntry: value[0], within: halfUnits[0])
      }.min().map { [$0] }
    }
    // A datum, or a value that needed no rounding.
    if let best {
      let isExact = zip(best, 0..<value.count).allSatisfy { $0 <= 1e-12 * abs(value[$1]) }
      return isExact ? best.map { _ in 0 } : best
    }
    switch place {
    case .formula: return halfUnits.map { _ in 0 }
    case .computation: return halfUnits
    case .arithmetic: break
    }
    let known = numbers(outside: side)
    return (0..<value.count).map { entry in
      let distances = known.map { abs(abs(value[entry]) - abs($0)) }
      guard let distance = distances.min(), distance <= halfUnits[entry] * (1 + 1e-9) else {
        return 0
      }
      // What the first order leaves out is small beside it.
      return distance * 1.02
    }
  }

  /// What numbers may be the roundings of that stand in a side of literals alone: what the parts of the
  /// other links come to, what was shown rounded before, and constants.
  private func numbers(outside side: Expression) -> [Double] {
    var known = roundedNumbers + Self.constants
    for (place, link) in linksAtHand.enumerated() where link.span != side.span {
      if numbersOfLinks[place] == nil {
        numbersOfLinks[place] = link.sites(limit: Self.literalLimit).flatMap { site in
          site.part.writtenNumbers == nil ? value(of: site.part)?.entries ?? [] : []
        }
      }
      known += numbersOfLinks[place] ?? []
    }
    return known
  }

  /// Whether a number is written in an array that the note gives as data.
  private func isEntryOfDatum(_ number: Double) -> Bool {
    session.latestNames(Self.nameLimit).contains { name in
      session.standing(of: name) == .value
        && session.valueOfName(name)?.entries.contains(where: { abs($0) == abs(number) }) == true
    }
  }

  /// First order: |∂root/∂leaf| times the radius, summed over leaves.
  private func moved(
    _ root: NodeID, by leaves: [(leaf: NodeID, radius: [Double])]
  ) throws(Stop) -> [Double]? {
    let graph = session.graph
    var total: [Double]?
    for (leaf, radius) in leaves {
      let count = graph.shape(of: root).known?.reduce(1, *) ?? .max
      guard count <= Self.entryLimit / max(radius.count, 1) else { return nil }
      let request = graph.derivative(DerivativeRequest(of: root, by: leaf))
      guard let derivative = session.valueIfKnown(request) else { continue }
      var part = Array(repeating: 0.0, count: count)
      for row in 0..<count {
        for column in 0..<radius.count where radius[column] != 0 {
          part[row] += abs(derivative[row * radius.count + column]) * radius[column]
        }
      }
      total = total.map { zip($0, part).map(+) } ?? part
    }
    return total
  }

  /// Beyond this, derivatives of all entries by all entries aren't worth their time.
  private static var entryLimit: Int { 1 << 18 }
  private static var literalLimit: Int { 64 }
  private static var constants: [Double] { Catalogue.constants.values.filter(\.isFinite) }
  /// In half units of the last digit.
  private static var figureLimit: Double { 40 }

  // MARK: What was shown rounded

  /// How far what a note computes from its own rounded figures may be from a node's value; nil for
  /// not at all.
  func spread(of node: NodeID) throws(Stop) -> [Double]? {
    if figures.isEmpty { return nil }
    if let figure = figures[node] { return figure.radius }
    if let known = spreads[node] { return known }
    spreads[node] = .some(nil)
    let result = try spreadThroughFormula(node)
    spreads[node] = .some(result)
    return result
  }

  private func spreadThroughFormula(_ node: NodeID) throws(Stop) -> [Double]? {
    let graph = session.graph
    if graph.name(of: node) != nil {
      guard let definition = graph.definitions[node] else { return nil }
      return try spread(of: definition)
    }
    let formula = session.formula(of: node)
    let isAtom: (NodeID) -> Bool = { atom in
      switch graph[atom].form {
      case .named: true
      case .derivative: atom != formula
      default: false
      }
    }
    let atoms = graph.postorder([formula], below: { isAtom($0) ? [] : graph[$0].operands })
      .filter(isAtom)
    guard atoms.count <= Self.literalLimit, !atoms.contains(node) else { return nil }
    var leaves: [(atom: NodeID, leaf: NodeID, radius: [Double])] = []
    for atom in atoms {
      guard let radius = try spread(of: atom), radius.contains(where: { $0 != 0 }),
        let value = knownValue(atom)
      else { continue }
      leaves.append((atom, graph.literal(value), radius))
    }
    if leaves.isEmpty { return nil }
    let replaced = Dictionary(uniqueKeysWithValues: leaves.map { ($0.atom, $0.leaf) })
    let rewrite = Rewrite(
      graph, below: { isAtom($0) ? [] : graph[$0].operands },
      change: { id, below in replaced[id] ?? (isAtom(id) ? id : graph.rebuilt(id, with: below)) })
    return try moved(rewrite(formula), by: leaves.map { ($0.leaf, $0.radius) })
  }

  /// Keeps what a chain has shown: the figures for its names and derivatives.
  func remember(_ literal: Expression, for trees: [Expression]) throws(Stop) {
    guard !literal.decimalLiterals.isEmpty else { return }
    let halfUnits = DigitInterval.halfUnits(of: literal)
    guard
      let value = try session.knownValues(of: [try session.term(of: literal)], at: literal.span)?[0]
    else { return }
    var named: Set<NodeID> = []
    for tree in trees {
      if tree.bareName == nil, !tree.isDerivative { continue }
      named.insert(try session.term(of: tree).node)
    }
    for quantity in knownQuantities() {
      let isNamed = named.contains(quantity.node)
      guard quantity.value.squeezed == value.squeezed,
        isNamed
          || (figures[quantity.node] == nil
            && quantity.distance(to: value, within: halfUnits) != nil)
      else { continue }
      let radius = (0..<value.count).map {
        abs(value[$0] - quantity.seed * quantity.value[$0]) / abs(quantity.seed)
      }
      // So far off is no rounding, nor what comes of some.
      let isRounding = zip(radius, halfUnits).allSatisfy { $0 <= Self.figureLimit * $1 }
      guard isRounding else { continue }
      // With a seed there are two values; what was shown is the nearer one.
      if let known = figures[quantity.node], isNamed, known.literal.isEqual(to: value),
        (known.radius.max() ?? 0) <= (radius.max() ?? 0)
      {
        continue
      }
      figures[quantity.node] = Figure(literal: value, radius: radius)
      spreads.removeAll()
    }
  }

  /// Remembers what a formula comes to that was shown rounded; names are known as it is.
  func noteRounded(_ tree: Expression, as literal: Expression) {
    guard literal.isLiteral, !literal.decimalLiterals.isEmpty, tree.bareName == nil,
      !tree.isDerivative, let shown = self.value(of: literal), let value = self.value(of: tree),
      value.count == shown.count
    else { return }
    let halfUnits = DigitInterval.halfUnits(of: literal)
    guard halfUnits.count == shown.count else { return }
    for entry in 0..<shown.count {
      let distance = abs(value[entry] - shown[entry])
      if distance > 1e-12 * abs(shown[entry]), distance <= halfUnits[entry] {
        roundedNumbers.append(value[entry])
      }
    }
    roundedNumbers.removeFirst(max(0, roundedNumbers.count - Self.nameLimit))
  }

  // MARK: Known quantities

  /// Names with values, and derivatives that were spoken of: with the seed of the note, too.
  func knownQuantities() -> [KnownQuantity] {
    if let quantities { return quantities }
    var found: [KnownQuantity] = []
    for name in session.latestNames(Self.nameLimit) {
      guard let term = session.term(of: name), let value = knownValue(term.node) else { continue }
      found.append(KnownQuantity(node: term.node, value: value))
    }
    for node in spokenDerivatives {
      guard let value = knownValue(node) else { continue }
      found.append(KnownQuantity(node: node, value: value))
      if let seed { found.append(KnownQuantity(node: node, value: value, seed: seed.value)) }
    }
    quantities = found
    return found
  }

  /// The value of a node, found once as long as names stand for the same.
  private func knownValue(_ node: NodeID) -> Tensor? {
    if let known = nodeValues[node] { return known }
    let value = session.valueIfKnown(node)
    nodeValues[node] = .some(value)
    return value
  }

  /// A derivative that a claim speaks of: the last ones are kept.
  func noteDerivatives(_ terms: [Term]) {
    let graph = session.graph
    for node in graph.postorder(terms.map(\.node)) {
      guard case .derivative(let request) = graph[node].form, request.tangent == nil,
        !spokenDerivatives.contains(node)
      else { continue }
      spokenDerivatives.append(node)
      if spokenDerivatives.count > Self.derivativeLimit { spokenDerivatives.removeFirst() }
      quantities = nil
    }
  }

  static var nameLimit: Int { 200 }
  private static var derivativeLimit: Int { 64 }

  /// Forgets what rests on what names stood for.
  func forgetValues() {
    quantities = nil
    nodeValues.removeAll(keepingCapacity: true)
    spreads.removeAll(keepingCapacity: true)
  }
}

/// What a note has shown of a quantity.
struct Figure {
  let literal: Tensor
  /// How far the literal is from the value.
  let radius: [Double]
}

extension Tensor {
  func isEqual(to other: Tensor) -> Bool {
    shape == other.shape && (0..<count).allSatisfy { self[$0] == other[$0] }
  }
}

extension Expression {
  /// Whether it is `∂J/∂W`, and nothing around it.
  var isDerivative: Bool {
    if case .derivative = bare.form { return true }
    return false
  }
}

extension Expression {
  /// Whether nothing but numbers and functions of them stands in it: `-log(0.665)`.
  var isMadeOfNumbers: Bool {
    var stack = [self]
    while let part = stack.popLast() {
      switch part.form {
      case .name, .subscripted, .index, .derivative, .indexed, .entries: return false
      case .application(let callee, let arguments, _) where callee.bareName != nil:
        stack += arguments.map(\.value)
      default: stack += part.parts
      }
    }
    return true
  }
}

extension Expression {
  /// Whether it is a formula that gives what it gives without rounding: no literal with decimals is all
  /// there is of it.
  fileprivate var isComputedExactly: Bool {
    !isMadeOfNumbers || !isLiteral && decimalLiterals.isEmpty
  }
}
