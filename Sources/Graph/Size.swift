/// One length of an axis: a number, or a symbol that a ``SizeTable`` knows.
public struct Size: Hashable, Sendable {
  /// A number if not negative; else −1 − (the symbol's index in its table).
  @usableFromInline let code: Int

  @usableFromInline init(code: Int) { self.code = code }

  /// A number of entries.
  public init(_ count: Int) {
    precondition(count >= 0, "sizes are not negative")
    code = count
  }

  /// The number, where it is one.
  public var known: Int? { code >= 0 ? code : nil }

  /// The symbol's index in its table, where it is one.
  var symbol: Int? { code < 0 ? -1 - code : nil }

  static func symbol(_ index: Int) -> Size { Size(code: -1 - index) }
}

extension Size: ExpressibleByIntegerLiteral {
  public init(integerLiteral value: Int) { self.init(value) }
}

/// Two sizes that must be one and can't be.
public struct SizeConflict: Error, Sendable {
  public let left: Size
  public let right: Size
}

/// The symbols that stand for sizes, and what is known of them: which are one (by unification),
/// which are numbers, and which are products or sums of others (`vec(X)` has m·n entries).
public final class SizeTable {
  enum Entry {
    case symbol(name: String?)
    case product(Size, Size)
    case sum(Size, Size)
  }

  private var entries: [Entry] = []
  private var bindings: [Size?] = []
  private var composites: [[Int]: Size] = [:]
  private var named: [String: Size] = [:]
  private var letters: [Int: String] = [:]
  /// What was learnt, in order, by a number of its own each: two tables of knowledge with one beginning
  /// share what rests on that.
  private var learnt: [Int] = []
  private var lessonCount = 0

  public init() {}

  /// What is known of the symbols at one time.
  public struct Knowledge: Sendable {
    fileprivate var bindings: [Size?] = []
    fileprivate var learnt: [Int] = []

    /// Whether the same is known of all symbols; of those born since, nothing is.
    public static func == (a: Knowledge, b: Knowledge) -> Bool {
      let (shorter, longer) =
        a.bindings.count <= b.bindings.count ? (a.bindings, b.bindings) : (b.bindings, a.bindings)
      return longer.starts(with: shorter) && longer[shorter.count...].allSatisfy { $0 == nil }
    }

    /// Nothing: every symbol stands for itself.
    public init() {}
  }

  /// What is known now. Setting it goes back to an earlier time: symbols born since stand for
  /// themselves.
  public var knowledge: Knowledge {
    get {
      var knowledge = Knowledge()
      knowledge.bindings = bindings
      knowledge.learnt = learnt
      return knowledge
    }
    set {
      learnt = newValue.learnt
      bindings = newValue.bindings
      bindings += Array(repeating: nil, count: entries.count - bindings.count)
    }
  }

  /// How much was known when something was made.
  public struct Stamp: Sendable {
    fileprivate let count: Int
    fileprivate let last: Int?
  }

  /// The stamp of what is made now.
  public var stamp: Stamp { Stamp(count: learnt.count, last: learnt.last) }

  /// Whether all that was known then is known now: what was made then is right, if perhaps less
  /// definite than it would be today.
  public func stillHolds(_ stamp: Stamp) -> Bool {
    guard let last = stamp.last else { return true }
    return stamp.count <= learnt.count && learnt[stamp.count - 1] == last
  }

  private func learn(_ index: Int, is size: Size) {
    bindings[index] = size
    lessonCount += 1
    learnt.append(lessonCount)
  }

  /// A new symbol, unequal to all others until it is unified.
  public func fresh() -> Size { add(.symbol(name: nil)) }

  /// The symbol that the user calls by this name.
  public func symbol(named name: String) -> Size {
    if let size = named[name] { return size }
    // A letter that mx chose for another symbol goes to the one the user means.
    for (index, letter) in letters where letter == name { letters[index] = nil }
    let size = add(.symbol(name: name))
    named[name] = size
    return size
  }

  /// Whether the user calls a size by this name.
  public func hasSymbol(named name: String) -> Bool { named[name] != nil }

  /// What a size is known to be by now.
  public func resolve(_ size: Size) -> Size {
    var size = size
    while let index = size.symbol {
      if let bound = bindings[index] {
        size = bound
        continue
      }
      switch entries[index] {
      case .symbol: return size
      case .product(let a, let b):
        let (left, right) = (resolve(a), resolve(b))
        if let m = left.known, let n = right.known, let mn = product(m, n) { return Size(mn) }
        if left.known == 1 { return right }
        if right.known == 1 { return left }
        return size
      case .sum(let a, let b):
        let (left, right) = (resolve(a), resolve(b))
        if let m = left.known, let n = right.known, m <= Int.max - n { return Size(m + n) }
        if left.known == 0 { return right }
        if right.known == 0 { return left }
        return size
      }
    }
    return size
  }

  /// Makes two sizes one. Two symbols that the user gave different names are different sizes; a
  /// symbol of mx's own may be any size.
  public func unify(_ a: Size, _ b: Size) throws(SizeConflict) {
    let left = resolve(a)
    let right = resolve(b)
    if left == right { return }
    switch (left.symbol, right.symbol) {
    case (nil, nil): throw SizeConflict(left: left, right: right)
    case (let i?, let j?):
      switch (entries[i], entries[j]) {
      case (.symbol(_?), .symbol(_?)): throw SizeConflict(left: left, right: right)
      case (.symbol(let name), .symbol):
        // The symbol that the user named survives, so that messages speak in the user's terms.
        if name == nil { learn(i, is: right) } else { learn(j, is: left) }
      case (.symbol, _) where !mentions(right, i): learn(i, is: right)
      case (_, .symbol) where !mentions(left, j): learn(j, is: left)
      case (.product(let a, let b), .product(let c, let d)),
        (.sum(let a, let b), .sum(let c, let d)):
        let parts: (Size) -> [Size]
        if case .product = entries[i] { parts = factors(of:) } else { parts = terms(of:) }
        if hasSame(parts(left), parts(right)) {
          // n·m is m·n.
          learn(i, is: right)
        } else {
          try unify(a, c)
          try unify(b, d)
        }
      default: throw SizeConflict(left: left, right: right)
      }
    case (let i?, nil): try bind(i, to: right)
    case (nil, let j?): try bind(j, to: left)
    }
    if left.known != nil || right.known != nil { try settleComposites() }
  }

  /// Holds products and sums that were said to be numbers to what their parts have become: one part
  /// that is known gives the other.
  private func settleComposites() throws(SizeConflict) {
    for size in composites.values {
      guard let index = size.symbol, let bound = bindings[index].map({ resolve($0) }),
        let value = bound.known
      else { continue }
      let parts: (Size, Size)
      switch entries[index] {
      case .symbol: continue
      case .product(let a, let b), .sum(let a, let b): parts = (resolve(a), resolve(b))
      }
      if parts.0.known == nil, parts.1.known == nil { continue }
      // By its parts again, as if they had been known before.
      bindings[index] = nil
      defer { bindings[index] = bound }
      let rest = resolve(size)
      if rest.known == nil {
        try bind(index, to: bound)
      } else if rest.known != value {
        throw SizeConflict(left: rest, right: bound)
      }
    }
  }

  /// m·n.
  public func product(_ a: Size, _ b: Size) -> Size { composite(a, b, .product(a, b), tag: 0) }

  /// m + n; numbers are added up and come last.
  public func sum(_ a: Size, _ b: Size) -> Size {
    let terms = self.terms(of: a) + self.terms(of: b)
    let number = terms.reduce(0) { $0.addingReportingOverflow($1.known ?? 0).partialValue }
    var sum = terms.filter { $0.known == nil }
    if number != 0 || sum.isEmpty { sum.append(Size(max(0, number))) }
    return sum.dropFirst().reduce(sum[0]) { composite($0, $1, .sum($0, $1), tag: 1) }
  }

  /// The terms of a size, sums opened.
  private func terms(of size: Size) -> [Size] {
    let size = resolve(size)
    if let index = size.symbol, case .sum(let a, let b) = entries[index] {
      return terms(of: a) + terms(of: b)
    }
    return [size]
  }

  /// Makes the products of two lists of sizes one, as far as that says what one size is: `k = m·n`
  /// after factors that both have are left out.
  public func unifyCounts(_ a: [Size], _ b: [Size]) throws(SizeConflict) {
    var (left, right) = (a.flatMap(factors), b.flatMap(factors))
    for factor in left {
      guard factor != 0, let twin = right.firstIndex(of: factor),
        let own = left.firstIndex(of: factor)
      else { continue }
      left.remove(at: own)
      right.remove(at: twin)
    }
    if left.contains(0) || right.contains(0) { return }
    // A single symbol is whatever the other list comes to.
    if left.count == 1 || right.count == 1 {
      try unify(product(of: left), product(of: right))
    } else if left.isEmpty != right.isEmpty {
      for factor in left + right { try unify(factor, 1) }
    }
  }

  private func product(of sizes: [Size]) -> Size {
    sizes.reduce(1) { $0 == 1 ? $1 : product($0, $1) }
  }

  /// The factors of a size, products opened; none for 1.
  private func factors(of size: Size) -> [Size] {
    let size = resolve(size)
    if size == 1 { return [] }
    if let index = size.symbol, case .product(let a, let b) = entries[index] {
      return factors(of: a) + factors(of: b)
    }
    return [size]
  }

  /// Whether two lists are of the same sizes, in any order.
  private func hasSame(_ a: [Size], _ b: [Size]) -> Bool {
    var rest = b
    for size in a {
      guard let twin = rest.firstIndex(of: size) else { return false }
      rest.remove(at: twin)
    }
    return rest.isEmpty
  }

  /// The symbols that a size is made of by now: none for a number, m and n for m·n.
  public func symbols(in size: Size) -> [Size] {
    let size = resolve(size)
    guard let index = size.symbol else { return [] }
    switch entries[index] {
    case .symbol: return [size]
    case .product(let a, let b), .sum(let a, let b):
      let left = symbols(in: a)
      return left + symbols(in: b).filter { !left.contains($0) }
    }
  }

  /// What a size is made of by now.
  public enum Composition {
    case number(Int)
    /// A symbol, and the name that the user gave it.
    case symbol(name: String?)
    case product(Size, Size)
    case sum(Size, Size)
  }

  public func composition(of size: Size) -> Composition {
    let size = resolve(size)
    guard let index = size.symbol else { return .number(size.known ?? 0) }
    switch entries[index] {
    case .symbol(let name): return .symbol(name: name)
    case .product(let a, let b): return .product(a, b)
    case .sum(let a, let b): return .sum(a, b)
    }
  }

  /// A size as text: `3`, `n`, `m·n`; symbols without a name get letters by order of birth.
  public func text(_ size: Size) -> String {
    let size = resolve(size)
    guard let index = size.symbol else { return "\(size.known ?? 0)" }
    switch entries[index] {
    case .symbol(let name?): return name
    case .symbol(nil): return letter(of: index)
    case .product(let a, let b): return "\(factorText(a))·\(factorText(b))"
    case .sum(let a, let b): return "\(text(a)) + \(text(b))"
    }
  }

  private func factorText(_ size: Size) -> String {
    if let index = resolve(size).symbol, case .sum = entries[index] { return "(\(text(size)))" }
    return text(size)
  }

  private static let alphabet = ["m", "n", "p", "q", "r", "k", "l"]

  /// The letter of a nameless symbol. It gets one when it is first shown, so that a user meets m and
  /// n first, whatever was tried on the way.
  private func letter(of index: Int) -> String {
    if let letter = letters[index] { return letter }
    let taken = Set(letters.values)
    var candidate = 0
    while true {
      let round = candidate / Self.alphabet.count
      let base = Self.alphabet[candidate % Self.alphabet.count]
      let letter = round == 0 ? base : "\(base)\(round)"
      candidate += 1
      if taken.contains(letter) || named[letter] != nil { continue }
      letters[index] = letter
      return letter
    }
  }

  private func add(_ entry: Entry) -> Size {
    entries.append(entry)
    bindings.append(nil)
    return .symbol(entries.count - 1)
  }

  private func composite(_ a: Size, _ b: Size, _ entry: Entry, tag: Int) -> Size {
    // m·n is n·m.
    let key = [tag] + [resolve(a).code, resolve(b).code].sorted()
    if let size = composites[key] { return resolve(size) }
    let size = add(entry)
    composites[key] = size
    return resolve(size)
  }

  private func bind(_ index: Int, to number: Size) throws(SizeConflict) {
    guard let value = number.known else { return }
    switch entries[index] {
    case .symbol: learn(index, is: number)
    case .product(let a, let b):
      let (left, right) = (resolve(a), resolve(b))
      if let m = left.known, m > 0, value % m == 0 {
        try unify(right, Size(value / m))
      } else if let n = right.known, n > 0, value % n == 0 {
        try unify(left, Size(value / n))
      } else if left.known == nil, right.known == nil {
        learn(index, is: number)
      } else {
        throw SizeConflict(left: .symbol(index), right: number)
      }
    case .sum(let a, let b):
      let (left, right) = (resolve(a), resolve(b))
      if let m = left.known, m <= value {
        try unify(right, Size(value - m))
      } else if let n = right.known, n <= value {
        try unify(left, Size(value - n))
      } else if left.known == nil, right.known == nil {
        learn(index, is: number)
      } else {
        throw SizeConflict(left: .symbol(index), right: number)
      }
    }
  }

  private func mentions(_ size: Size, _ index: Int) -> Bool {
    let size = resolve(size)
    guard let other = size.symbol else { return false }
    if other == index { return true }
    switch entries[other] {
    case .symbol: return false
    case .product(let a, let b), .sum(let a, let b): return mentions(a, index) || mentions(b, index)
    }
  }

  private func product(_ m: Int, _ n: Int) -> Int? {
    let (value, overflow) = m.multipliedReportingOverflow(by: n)
    return overflow ? nil : value
  }
}
