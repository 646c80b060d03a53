import Printing
import Syntax

extension Session {
  /// Does what one statement says.
  ///
  /// - Parameter memory: What a loop keeps of the statement from one pass to the next.
  func execute(_ statement: Statement, memory: StatementMemory?) throws(Stop) {
    let wasQuiet = isQuiet
    isQuiet = statement.isQuiet || blockDepth > 0
    defer { isQuiet = wasQuiet }
    statementSpan = statement.span
    dialect = statement.dialect
    var statement = resolvingEntries(statement)
    if dialect == .notes {
      statement = resolvingSubscripts(statement, saying: aside)
    } else if let read = readingSubscripts(statement) {
      statement = resolvingSubscripts(read, saying: aside)
    }
    if dialect == .notes, case .chain(let links, _) = statement.form, links.count > 1 {
      for (name, variables) in Self.derivatives(in: [statement]).sorted(by: { $0.key < $1.key })
      where name != links[0].bareName {
        try supposeLoss(name, of: variables, in: statement)
      }
    }
    switch statement.form {
    case .chain(let links, let relations):
      try chain(links, relations, in: statement, memory: memory)
    case .several(let targets, let value):
      try defineSeveral(targets, value, in: statement)
    case .update(let targets, let sign, let values, _):
      try update(targets, sign, values, in: statement, memory: memory)
    case .declaration(let names, let kind):
      try declare(names, kind, in: statement)
    case .command(let word, let argument):
      try command(word, argument)
    case .repeating(let count, let block):
      try repeating(count, block, in: statement, memory: memory)
    case .iteration(let name, let range, let block):
      try iterate(name, over: range, block, in: statement, memory: memory)
    case .whileLoop(let condition, let block):
      try loop(while: condition, block, in: statement, memory: memory)
    case .conditional(let condition, let block, let otherwise):
      try branch(condition, block, otherwise, in: statement, memory: memory)
    }
  }

  /// Shows a command's answer: to a person, or beside the results that another program reads.
  func answer(_ text: String) {
    let text = options.isASCII ? Notation.ascii(text) : text
    if commandAnswersAside { output.aside(text) } else { output.result(text) }
  }

  /// Says a dim line, unless the statement stands in a block.
  func aside(_ text: String) {
    guard blockDepth == 0 else { return }
    say(text)
  }

  /// A dim line, in a block too: once a statement.
  func say(_ text: String) {
    guard !saidAsides.contains(text) else { return }
    if heldAsides != nil {
      heldAsides?.append(text)
      return
    }
    saidAsides.append(text)
    output.aside(options.isASCII ? Notation.ascii(text) : text)
  }
}
