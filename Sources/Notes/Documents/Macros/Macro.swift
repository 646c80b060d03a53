import Syntax

/// A command that a document defines: `\newcommand{\R}{\mathbb{R}}`.
struct Macro {
  /// What a use is followed by.
  enum Parameter {
    /// `{…}`, or a single letter or command.
    case required
    /// `[…]`, with what it is where it is left out.
    case optional(default: [UInt8])
    /// A `*` or `[…]` that only changes sizes.
    case size
  }

  var parameters: [Parameter]
  /// What it stands for, with `#1` for the first of its arguments; sizes aren't counted.
  var body: [UInt8]
  /// Whether commands in the body are the ones of LaTeX, whatever is defined later: `\let`.
  var isFinal = false
  /// The place of a definition that can't be read.
  var unreadable: Span?

  /// How many arguments it takes.
  var argumentCount: Int {
    parameters.count { if case .size = $0 { false } else { true } }
  }

  /// What it stands for in a text.
  enum Role {
    /// The start of mathematics: that of an environment, `[` for `\\[`.
    case opening(String)
    case closing(String)
    /// Text with mathematics in it.
    case maths
    case other
  }

  let role: Role

  init(parameters: [Parameter], body: [UInt8], isFinal: Bool = false, unreadable: Span? = nil) {
    self.parameters = parameters
    self.body = body
    self.isFinal = isFinal
    self.unreadable = unreadable
    role = Self.role(of: body)
  }

  private static func role(of body: [UInt8]) -> Role {
    var opened: String?
    var hasClosing = false
    var place = 0
    while place < body.count {
      if body[place] == 0x24 { return .maths }
      guard body[place] == 0x5C else {
        place += 1
        continue
      }
      let next = place + 1 < body.count ? body[place + 1] : 0
      var name: String?
      if next == 0x5B || next == 0x5D { name = "[" }
      if next == 0x28 || next == 0x29 { name = "(" }
      var isOpening = next == 0x5B || next == 0x28
      for (word, opens) in [("\\begin" as StaticString, true), ("\\end", false)]
      where Bytes.starts(body, place, word, before: body.count) {
        let after = place + word.utf8CodeUnitCount
        let found = Bytes.environmentName(body, after, before: body.count)?.name
        if let found, MathsEnvironments.contains(found) { (name, isOpening) = (found, opens) }
      }
      if let name {
        if isOpening {
          if opened == nil { opened = name }
        } else if opened == nil {
          return .closing(name)
        } else if name == opened {
          hasClosing = true
        }
      }
      place += 2
    }
    guard let opened else { return .other }
    return hasClosing ? .maths : .opening(opened)
  }
}
