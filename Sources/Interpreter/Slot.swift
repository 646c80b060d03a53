import Arrays
import Elaboration
import Graph
import Primitives
import Syntax

/// What a name was said to be by a declaration.
final class Declaration: Sendable {
  let kind: DeclaredKind
  let span: Span
  let source: SourceText

  init(kind: DeclaredKind, span: Span, source: SourceText) {
    self.kind = kind
    self.span = span
    self.source = source
  }
}

/// A random draw that an expression made when its statement ran.
struct Draw {
  let distribution: Call.Distribution
  let literal: NodeID
  let tensor: Tensor
}

/// A value that decided how an expression was read, and the names it rests on.
struct Guard {
  let node: NodeID
  let value: Tensor
  /// The slots of the names that the value rests on.
  let leaves: [Int]
}

/// The right side of a definition as it was written and as it was understood.
final class Equation {
  /// The formula.
  let tree: Expression
  let source: SourceText
  /// The statement that gave it.
  let span: Span
  /// Which of several results it takes: `U, S, V = svd(A)`.
  let component: Int
  /// The session's clock when it was entered: names bound later are none of its own.
  let entered: Int
  let term: Term
  /// The user's names that it mentions.
  let names: [String]
  /// The slots of the names that its node or its guards rest on, without going through equations.
  let dependencies: [Int]
  let guards: [Guard]
  let draws: [Draw]
  /// How strictly the formula is understood.
  let dialect: Dialect

  init(
    tree: Expression, source: SourceText, span: Span, component: Int = 0, entered: Int,
    term: Term, names: [String], dependencies: [Int], guards: [Guard], draws: [Draw],
    dialect: Dialect
  ) {
    self.tree = tree
    self.source = source
    self.span = span
    self.component = component
    self.entered = entered
    self.term = term
    self.names = names
    self.dependencies = dependencies
    self.guards = guards
    self.draws = draws
    self.dialect = dialect
  }

  /// Whether a statement at this place of this text is the one that gave it.
  func isFrom(_ other: SourceText, _ span: Span) -> Bool {
    source === other && self.span == span
  }
}

/// What a name stands for.
enum Content {
  /// Nothing: it was cleared or was a guess that nothing mentions any more.
  case absent
  /// A symbol without a value.
  case symbol(Kind, KindBasis)
  /// A value. The equation is the formula without names that gave it, where there is one.
  case input(Equation?)
  case equation(Equation)
  /// An equation that doesn't fit any more.
  case broken(Equation, Diagnostic)
  case function(UserFunction, Span)
}

/// A name of the session and what it stands for.
struct Slot {
  let text: String
  /// The name in the graph; a name whose kind changes gets another.
  var name: NameID
  /// The named node, in the name's present shape.
  var node: NodeID
  var orientation: Orientation
  var content: Content
  var declaration: Declaration?
  /// The clock when it was first met, and when its present content was entered.
  var born: Int
  var entered: Int

  var term: Term { Term(node, orientation) }

  var equation: Equation? {
    switch content {
    case .equation(let equation), .broken(let equation, _): equation
    case .input(let equation): equation
    case .absent, .symbol, .function: nil
    }
  }

  var isInput: Bool {
    if case .input = content { return true }
    return false
  }

  var isEquation: Bool {
    switch content {
    case .equation, .broken: true
    default: false
    }
  }

  var isSymbol: Bool {
    if case .symbol = content { return true }
    return false
  }

  var isAbsent: Bool {
    if case .absent = content { return true }
    return false
  }
}

/// The value of a slot: an input's, or the one that an equation had when it was last asked for.
struct StoredValue {
  var tensor: Tensor?
  /// Inputs: the clock of the last change. Equations: the clock when it was computed.
  var stamp = 0
  /// Equations: the epoch in which it was computed.
  var epoch = -1
  /// Equations: the session's `changed` when it was last found to be right.
  var confirmed = -1
}
