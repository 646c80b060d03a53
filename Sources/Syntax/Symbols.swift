/// The `\name` commands that stand for one character: read by the lexer, offered by TAB.
package enum Symbols {
  /// The commands, with their backslash, that start with a prefix (`\par`), in alphabetical order.
  package static func completions(of prefix: String) -> [String] {
    names.filter { $0.hasPrefix(prefix) }
  }

  /// The character of a command, given with or without its backslash: `λ` for `\lambda`.
  package static func character(for command: String) -> String? {
    table[command.hasPrefix("\\") ? String(command.dropFirst()) : command]
  }

  /// A command for a character, where there is one: `\lambda` for `λ`.
  package static func command(for character: String) -> String? { byCharacter[character] }

  private static let names: [String] = table.keys.map { "\\" + $0 }.sorted()

  private static let byCharacter: [String: String] = {
    var result: [String: String] = [:]
    for pair in pairs where result[pair.character] == nil {
      result[pair.character] = "\\" + pair.name
    }
    return result
  }()

  private static let table: [String: String] = {
    var result: [String: String] = [:]
    for pair in pairs { result[pair.name] = pair.character }
    return result
  }()

  /// In the order written: of several names for one character, the first is preferred.
  private static let pairs: [(name: String, character: String)] = {
    var result: [(name: String, character: String)] = []
    let words = text.split { $0 == " " || $0 == "\n" }
    for position in stride(from: 0, to: words.count - 1, by: 2) {
      result.append((String(words[position]), String(words[position + 1])))
    }
    let capitals = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZ")
    for (capital, letter) in zip(capitals, Array("𝔸𝔹ℂ𝔻𝔼𝔽𝔾ℍ𝕀𝕁𝕂𝕃𝕄ℕ𝕆ℙℚℝ𝕊𝕋𝕌𝕍𝕎𝕏𝕐ℤ")) {
      result.append(("bb\(capital)", String(letter)))
    }
    for (capital, letter) in zip(capitals, Array("𝒜ℬ𝒞𝒟ℰℱ𝒢ℋℐ𝒥𝒦ℒℳ𝒩𝒪𝒫𝒬ℛ𝒮𝒯𝒰𝒱𝒲𝒳𝒴𝒵")) {
      result.append(("scr\(capital)", String(letter)))
    }
    return result
  }()

  private static let text = """
    alpha α beta β gamma γ delta δ epsilon ϵ varepsilon ε zeta ζ eta η theta θ vartheta ϑ
    iota ι kappa κ varkappa ϰ lambda λ mu μ nu ν xi ξ omicron ο pi π varpi ϖ rho ρ varrho ϱ
    sigma σ varsigma ς tau τ upsilon υ phi ϕ varphi φ chi χ psi ψ omega ω digamma ϝ
    Alpha Α Beta Β Gamma Γ Delta Δ Epsilon Ε Zeta Ζ Eta Η Theta Θ Iota Ι Kappa Κ Lambda Λ Mu Μ
    Nu Ν Xi Ξ Omicron Ο Pi Π Rho Ρ Sigma Σ Tau Τ Upsilon Υ Phi Φ Chi Χ Psi Ψ Omega Ω
    partial ∂ nabla ∇ sum ∑ prod ∏ sqrt √ infty ∞ ell ℓ hbar ℏ aleph ℵ Re ℜ Im ℑ wp ℘ imath ı
    jmath ȷ
    cdot · times × div ÷ ast ∗ bullet • odot ⊙ circ ∘ otimes ⊗ oslash ⊘ oplus ⊕ ominus ⊖ pm ±
    mp ∓ star ⋆ setminus ∖ backslash ∖ wedge ∧ land ∧ vee ∨ lor ∨ neg ¬ lnot ¬ cap ∩ cup ∪ sqcap ⊓ sqcup ⊔
    uplus ⊎ amalg ⨿ dagger † ddagger ‡ diamond ⋄ triangle △ bigodot ⨀ bigotimes ⨂ bigoplus ⨁
    top ⊤ intercal ⊺ bot ⊥ perp ⟂ prime ′ dprime ″ mid ∣ parallel ∥ Vert ‖ lVert ‖ rVert ‖
    vert | lvert | rvert |
    leq ≤ le ≤ geq ≥ ge ≥ neq ≠ ne ≠ ll ≪ gg ≫ approx ≈ simeq ≃ cong ≅ equiv ≡ sim ∼ propto ∝
    prec ≺ succ ≻ preceq ⪯ succeq ⪰ leqslant ⩽ geqslant ⩾ triangleq ≜ coloneqq ≔ doteq ≐
    in ∈ notin ∉ ni ∋ subset ⊂ supset ⊃ subseteq ⊆ supseteq ⊇ emptyset ∅ varnothing ∅ forall ∀
    exists ∃ nexists ∄ therefore ∴ because ∵ models ⊨ vdash ⊢
    leftarrow ← gets ← rightarrow → to → uparrow ↑ downarrow ↓ leftrightarrow ↔ mapsto ↦
    longleftarrow ⟵ longrightarrow ⟶ Leftarrow ⇐ Rightarrow ⇒ Leftrightarrow ⇔ implies ⟹ iff ⟺
    nearrow ↗ searrow ↘ swarrow ↙ nwarrow ↖ hookrightarrow ↪ hookleftarrow ↩
    langle ⟨ rangle ⟩ lfloor ⌊ rfloor ⌋ lceil ⌈ rceil ⌉ lbrack [ rbrack ]
    int ∫ iint ∬ oint ∮ ldots … dots … cdots ⋯ vdots ⋮ ddots ⋱ angle ∠ degree ° square □ checkmark ✓
    hat \u{302} tilde \u{303} bar \u{304} dot \u{307} ddot \u{308} vec \u{20D7}
    half ½ third ⅓ quarter ¼
    """
}
