/// A name at a layer or step: `z_{l+1}` is z at l + 1.
struct StepName: Hashable {
  let base: String
  let letter: Character
  let offset: Int

  init(_ base: String, _ letter: Character, _ offset: Int) {
    (self.base, self.letter, self.offset) = (base, letter, offset)
  }

  /// - Parameter name: `z_l`, `z_{l+1}`, `z_{l-1}`; all else is nothing.
  init?(_ name: String) {
    guard let place = name.lastIndex(of: "_"), place > name.startIndex else { return nil }
    var label = name[name.index(after: place)...].filter { $0 != " " }
    if label.first == "{", label.last == "}" { label = String(label.dropFirst().dropLast()) }
    guard let letter = label.first, letter.isLetter else { return nil }
    let rest = label.dropFirst()
    guard rest.isEmpty || rest.first == "+" || rest.first == "-",
      let offset = rest.isEmpty ? 0 : Int(rest)
    else { return nil }
    self.init(String(name[..<place]), letter, offset)
  }

  var text: String {
    if offset == 0 { return "\(base)_\(letter)" }
    return "\(base)_{\(letter)\(offset < 0 ? "-" : "+")\(abs(offset))}"
  }
}
