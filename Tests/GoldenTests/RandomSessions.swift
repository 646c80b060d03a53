import Primitives
import Support

/// Writes random sessions: statements of every kind over a few names, most of which contradict what
/// was said before.
struct RandomSessions {
  private var random: SplitMix
  private var names: [String] = []

  init(seed: UInt64) { random = SplitMix(state: seed) }

  /// The lines of one session.
  mutating func session() -> [String] {
    names = Array(Self.letters.shuffled(using: &random).prefix(3 + random.below(4)))
    return (0..<(3 + random.below(11))).map { _ in statement() }
  }

  private static let letters = [
    "a", "b", "x", "y", "A", "B", "t", "P", "W", "v", "J", "g", "h", "f", "s",
  ]
  private static let kinds = [
    "scalar", "vector(n)", "vector(m)", "matrix(m, n)", "matrix(n, n)", "matrix(n, m)",
    "symmetric(n)", "row(n)", "vector(3)", "matrix(2, 3)", "symmetric(2)", "vector", "matrix",
    "row",
  ]
  private static let values = [
    "[1 2; 3 4]", "[1; 2]", "[1; 2; 3]", "[2 1; 1 2]", "3", "0.5", "[1 2 3]", "[1 2 3; 4 5 6]",
    "zeros(2, 2)", "0", "ones(2)", "rand(2, 2)", "zeros(0)",
  ]
  private static let leaves = [
    "1", "2", "0.5", "0", "-1", "inf", "nan", "e", "pi", "I", "zeros(n)", "eye(n)", "ones(m, n)",
    "[]",
    "1:3", "eye(2)", "ans", "[1 2]", "\"text\"",
  ]
  private static let functions = Catalogue.functions.filter {
    $0.name != "load" && $0.name != "save"
  }

  private mutating func name() -> String { any(names) }

  private mutating func any(_ texts: [String]) -> String { texts[random.below(texts.count)] }

  private mutating func statement() -> String {
    let depth = 1 + random.below(3)
    switch random.below(100) {
    case ..<22: return "\(name()) : \(any(Self.kinds))"
    case ..<44: return "\(name()) = \(expression(depth))"
    case ..<50: return "\(name()) <- \(expression(depth))"
    case ..<64: return "\(expression(depth)) = \(expression(depth))"
    case ..<68: return "\(name()) = \(expression(depth)) = \(expression(depth))"
    case ..<75: return "\(name()) = \(any(Self.values))"
    case ..<77: return "\(name())(\(name())) = \(expression(depth))"
    case ..<82: return command()
    case ..<84: return "repeat 2 { \(name()) <- \(expression(depth)) }"
    case ..<86: return "\(name())[\(any(["1", "2, 1", "1, :"]))] <- \(expression(1))"
    default: return expression(depth + 1)
    }
  }

  private mutating func command() -> String {
    switch random.below(8) {
    case 0: ":backward \(name())"
    case 1: ":forward \(name())"
    case 2: ":derive grad(\(expression(2)), \(name()))"
    case 3: ":derive --differential grad(\(name()), \(name()))"
    case 4: ":clear \(name())"
    case 5: "minimize(\(name()), \(name()))"
    case 6: "check_grad(\(name()), \(name()))"
    default:
      any([":vars", ":latex", ":undo", ":full", ":layout numerator", ":layout gradient", ":time"])
    }
  }

  private mutating func expression(_ depth: Int) -> String {
    guard depth > 0 else { return random.below(5) == 0 ? any(Self.leaves) : name() }
    let (a, b) = (expression(depth - 1 - random.below(2)), expression(depth - 1))
    switch random.below(100) {
    case ..<20: return "\(a) \(any(["+", "-"])) \(b)"
    case ..<34: return "\(a)*\(b)"
    case ..<44: return "\(a) \(any([".*", "/", "\\", "./", "⊗"])) \(b)"
    case ..<49: return "(\(a))^\(any(["2", "-1", "T", "3", "0", "0.5", "(1/2)"]))"
    case ..<54: return "(\(a))'"
    case ..<75:
      let function = Self.functions[random.below(Self.functions.count)]
      let needed = function.parameters.filter { !$0.isOptional }.count
      let arguments = (0..<max(1, needed)).map { $0 == 0 ? a : $0 == 1 ? b : name() }
      return "\(function.name)(\(arguments.joined(separator: ", ")))"
    case ..<86: return "\(any(["grad", "jacobian", "hessian", "d", "formula"]))(\(a), \(name()))"
    case ..<88: return "∂\(name())/∂\(name())"
    case ..<90: return "\(any(["jvp", "vjp", "hvp"]))(\(a), \(name()), \(b))"
    case ..<91: return "prod(∂\(name())/∂\(name()), ∂\(name())/∂\(name()))"
    case ..<95: return any(["[\(a) \(b)]", "[\(a); \(b)]"])
    case ..<97: return "(\(a))[\(any(["1", "1, 2", ":", "1:2", "end", ":, 1", "0"]))]"
    case ..<98: return "if \(a) { \(b) } else { \(name()) }"
    case ..<99: return "hessian(\(a), vec(\(name())))"
    default: return "Σ \(a)"
    }
  }
}
