import Arrays
import Graph
import Primitives
import Syntax

/// A kind: what a symbol is, with its sizes.
package enum Kind: Hashable, Sendable {
  case scalar
  case vector(Size)
  case row(Size)
  case matrix(Size, Size)
  case symmetric(Size)
  /// Many matrices of one shape: how many, and their rows and columns.
  case matrices(Size, Size, Size)

  package var shape: Shape {
    switch self {
    case .scalar: .scalar
    case .vector(let n), .row(let n): Shape([n])
    case .matrix(let m, let n): Shape([m, n])
    case .symmetric(let n): Shape([n, n])
    case .matrices(let count, let m, let n): Shape([count, m, n])
    }
  }

  package var orientation: Orientation {
    if case .row = self { .row } else { .column }
  }
}

/// A function that the user defined: `f(x, A) = x'*A*x`.
package struct UserFunction: Sendable {
  package var name: String
  package var parameters: [String]
  package var body: Expression
  /// The text that the body is in.
  package var source: SourceText

  package init(name: String, parameters: [String], body: Expression, source: SourceText) {
    self.name = name
    self.parameters = parameters
    self.body = body
    self.source = source
  }
}

/// What a name of the session stands for.
package enum Binding {
  /// A named node: an input with a value, a name with an equation, or a declared symbol.
  case variable(Term)
  case function(UserFunction)
  /// A name whose equation can't be elaborated any more (an input took another shape).
  case broken(Diagnostic)
}

/// Why a symbol is taken to be of a kind.
package enum KindBasis: Hashable, Sendable {
  /// Declared, or required by how it is used.
  case use
  /// The field's convention for its letter: yields to whatever is learnt later.
  case convention
}

/// What elaboration asks of the session. Names resolve when their line is entered.
package protocol Environment: AnyObject {
  var graph: Graph { get }
  /// What a name stands for; nil if the user never bound, declared or used it. A name met for the
  /// first time in a formula is introduced by `introduce`.
  func binding(of name: String) -> Binding?
  /// Why a symbol without a value is of its kind; nil for what is declared, has a value, an equation,
  /// or isn't bound.
  func basis(of name: String) -> KindBasis?
  /// Makes a symbol without a value of a name that is used before anything is known of it, and
  /// returns its named node. If it was introduced before (on this basis or another), its kind is
  /// updated.
  func introduce(_ name: String, _ kind: Kind, _ basis: KindBasis) -> Term
  /// Takes back a symbol that `introduce` made by convention: the name stands for a size.
  func withdraw(_ name: String)
  /// The value of a node now; nil where a name in it has none.
  func value(of node: NodeID) throws(ArrayError) -> Tensor?
  /// A random draw, made as the statement runs: a literal node of its own.
  func draw(_ distribution: Call.Distribution, shape: [Int]) -> NodeID
  /// The right side of a name's equation, for messages; nil where it has none.
  func formula(of name: String) -> Expression?
  /// Whether a name has neither a value nor an equation.
  func isSymbol(_ name: String) -> Bool
  /// Whether a function of which nothing else is known has a number as its value: f of `∇f(x)`.
  func isNumberValued(_ function: String) -> Bool
  /// All names of the session, for "did you mean".
  var boundNames: [String] { get }
}

/// What an expression was elaborated to.
package struct Elaborated {
  /// The results: one, but for functions that give several.
  package var terms: [Term]
  /// Readings to tell the user of, as dim lines: `taking A as a matrix, x as a vector`.
  package var readings: [String]
  /// Nodes whose values decided how it was read (a size, an index, an `if`), with those values:
  /// when one of them changes, the expression is elaborated again.
  package var guards: [(node: NodeID, value: Tensor)]
  /// The user's names it mentions, in order of appearance, as far as they are bound.
  package var names: [String]

  /// Names that had been taken as arrays, and are numbers from here on.
  package var retaken: [String] = []

  package var term: Term { terms[0] }
}

extension Environment {
  package func isNumberValued(_ function: String) -> Bool { false }
}
