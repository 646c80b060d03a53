import Testing

@testable import Notes

/// Blocks of Markdown, and the mathematics in them.
struct MarkdownReaderTests {
  static let readings: [DocumentReading] = [
    // Set apart.
    .init("$$x = 1$$", "1: [x = 1]"),
    .init("a\n\n$$\nx = 1\n$$\nb", "4: [x = 1]"),
    .init("so $$x = 1$$ and $$y = 2$$.", "1: [x = 1]\n1: [y = 2]"),
    .init("$$x = 1\n+ 2$$", "1: [x = 1⏎+ 2]"),
    .init("$$\nx\n= 1\n$$", "2: [x⏎= 1]"),
    .init("$$\nx\n=\n1\n$$", "2: [x⏎=⏎1]"),
    .init("$$\n# 1\n$$", "1: error '$$' isn't closed\n3: error '$$' isn't closed"),
    .init("$$\na\n- b\n* c\n> d\n$$", "2: [a⏎- b⏎* c⏎> d]"),
    .init("$$\nx = 1\n\ny = 2\n$$", "2: [x = 1⏎⏎y = 2]"),
    .init(#"\[ x = 1 \]"#, "1: [x = 1]"),
    .init("\\[\nx = 1\n- 2\n\\]", "2: [x = 1⏎- 2]"),
    .init(#"\\[ x = 1 \\]"#, "1: [x = 1]"),
    .init(
      "\\begin{align}\nx &= 1 \\\\\n- y &= 2\n\\end{align}",
      #"1: [\begin{align}⏎x &= 1 \\⏎- y &= 2⏎\end{align}]"#),
    .init("\\begin{itemize}x\\end{itemize}", ""),
    .init("```math\nx = 1\n```", "2: [x = 1]"),
    .init("~~~~ math\nx = 1\n~~~~", "2: [x = 1]"),
    .init("```{math}\nx = 1\n```", "2: [x = 1]"),
    .init("```math\nx = 1\n", "2: [x = 1]"),
    .init("- ```math\n  x = 1\n    y = 2\n  ```\n\n$a$", "2: [x = 1⏎  y = 2]\n6: a"),
    .init("$$x$$\n$$y$$", "1: [x]\n2: [y]"),
    // In lines.
    .init("$x$ and $y = 2$", "1: x\n1: y = 2"),
    .init("($x$), **$y$**, |$z$|", "1: x\n1: y\n1: z"),
    .init("$x = a\nb$", "1: x = a⏎b"),
    .init("$ x = 1 $", "1: x = 1"),
    .init("$`x = 1`$", "1: x = 1"),
    .init(#"\( x \) and \\(y\\)"#, "1: x\n1: y"),
    .init(#"$x = 1\$ $"#, #"1: x = 1\$"#),
    .init(#"$\text{if $a$ then} b$"#, #"1: \text{if $a$ then} b"#),
    .init(#"$$ \mbox{for $i$ in $$} b $$"#, #"1: [\mbox{for $i$ in $$} b]"#),
    .init("$x$$y$", "1: x\n1: y"),
    .init("$a * b$ and *c* $d * e$", "1: a * b\n1: d * e"),
    // No mathematics.
    .init("It costs $5, or $10.", ""),
    .init("It costs $5 and 10$ more", ""),
    .init("$20,000 and USD$30,000", ""),
    .init("US$ and A$ are money", ""),
    .init(#"\$5 = \$x"#, ""),
    .init("$5 for you, $x = 1$ for me", "1: x = 1"),
    .init("`$x$` and ``a ` $y$`` $z$", "1: z"),
    .init("`a\n$x$ b` $y$", "2: y"),
    .init("`a $x$", "1: x"),
    .init("```\n$x$\n```\n$y$", "4: y"),
    .init("```python\n$$x$$\n~~~\n```\n$y$", "5: y"),
    .init("````\n```\n$x$\n````\n$y$", "5: y"),
    .init("```\n$x$", ""),
    .init("a\n\n    $x$\n\n$y$", "5: y"),
    .init("a\n\n    $$x$$\n", "3: warning indented by four spaces or more, this is code"),
    .init("a\n    $x$\n", "2: x"),
    .init("- a\n\n      $x$\n", ""),
    .init("<!-- $x$ --> $y$", "1: y"),
    .init("<!--\n$x$\n\n$y$\n-->\n$z$", "6: z"),
    .init("<!--\n$x$\n\n$y$ --> $$z$$\n- $a$", "4: [z]\n5: a"),
    .init("a <!-- $x$\n$y$ --> $z$", "2: z"),
    .init("<pre>\n$x$\n\n$y$\n</pre>\n\n$z$", "7: z"),
    .init("<script>\n$x$\n</script>\n$z$", "4: z"),
    .init("<code>$x$</code> $z$", "1: z"),
    .init("<img alt=\"$x$\"> $z$", "1: z"),
    .init("<div>\n$x$\n</div>", "2: x"),
    .init("x<y and $z > 1$", "1: z > 1"),
    .init("[a](http://b.c/$d$e) $z$", "1: z"),
    .init("---\ntitle: $x$\n---\n$y$", "4: y"),
    .init("---\n\n$y$\n\n---", "3: y"),
    // Struck out.
    .init("~~$$x = 1$$~~ $$y = 2$$", "1: [y = 2]"),
    .init("~~a $x$\nb $y$~~ $z$", "2: z"),
    .init("~$x$~ $z$", "1: z"),
    .init("a ~~~$x$~~~ $z$", "1: x\n1: z"),
    .init("about ~5 and ~6 $z$", "1: z"),
    .init("~~ $x$ ~~", "1: x"),
    .init("~~$x$", "1: x"),
    .init("~~$x$~ $y$~~ $z$", "1: z"),
    .init("a~~b $x$ c~~d $z$", "1: z"),
    .init("a~~b $x$~~c $z$", "1: x\n1: z"),
    .init("~~$x$\n\n$y$~~", "1: x\n3: y"),
    .init("~~$$x~~ $z$", "1: z"),
    .init("<del>$x$</del> $z$", "1: z"),
    .init("<s>$x$</s> <strike>$y$</strike> $z$", "1: z"),
    .init("<DEL class=\"a\">$x$\n\n$$y$$\n</DEL>\n\n$z$", "6: z"),
    .init(
      "the token <s> and $z$", "1: warning <s> isn't closed; what follows isn't left out\n1: z"),
    .init("<del>$x$ <del>$y$</del> $z$</del> $a$", "1: a"),
    // Blocks within blocks.
    .init("> $$\n> x = 1\n> $$\n> b", "2: [x = 1]"),
    .init("> a\n$x$", "2: x"),
    .init("> ```\n> $x$\n\n$y$", "4: y"),
    .init("> > $$x\n> > = 1$$", "1: [x⏎= 1]"),
    .init("- a\n  $$\n  x = 1\n  $$\n- $y$", "3: [x = 1]\n5: y"),
    .init("1. a\n\n   $$x = 1$$\n2. $y$", "3: [x = 1]\n4: y"),
    .init("- a\n  - b\n\n    $x$", "4: x"),
    .init("* $x$\n+ $y$\n12) $z$", "1: x\n2: y\n3: z"),
    .init("-\t$x$\n\n\t$y$", "1: x\n3: y"),
    .init("| a | b |\n|---|---|\n| $x = 1$ | $y$ |", "3: x = 1\n3: y"),
    .init("# $x$\n$y$\n===\n$z$\n---", "1: x\n2: y\n4: z"),
    .init("a\r\n\r\n$$\r\nx = 1\r\n$$\r\n", "4: [x = 1]"),
    // Not closed.
    .init("$$x = 1", "1: error '$$' isn't closed"),
    .init("$$x = 1\n\n$y$", "1: error '$$' isn't closed\n3: y"),
    .init("$$\nx = 1\n\nSo it is.\n\n$$\ny = 2\n$$", "1: error '$$' isn't closed\n7: [y = 2]"),
    .init("$$\nx = 1\n\n# A\n\n$$\ny = 2\n$$", "1: error '$$' isn't closed\n7: [y = 2]"),
    .init("$$\nx = 1\n\n$$y = 2$$", "1: error '$$' isn't closed\n4: [y = 2]"),
    .init("$x = 1", "1: error '$' isn't closed"),
    .init("$5 = x", ""),
    .init("$HOME and $PATH", ""),
    .init("\\begin{align} x", #"1: error \begin{align} isn't closed"#),
    .init(#"\[a link\] and \(x"#, "1: [a link]"),
    .init("$$$$ $x$", "1: x"),
    .init("", ""),
  ]

  @Test(arguments: readings)
  func text(_ case: DocumentReading) { #expect(reading(`case`.text) == `case`.reading) }

  @Test func headings() {
    let document = NoteDocument(
      Array("# A\n$x$\n## B ##\nb\n=\n$y$\n\n### C\n$z$\n# D".utf8), path: "note.md")
    #expect(
      document.headings.map { "\($0.level) \($0.title)" } == [
        "1 A", "2 B", "1 b", "3 C", "1 D",
      ])
    #expect(
      document.passages.map { document.headings(at: $0.place.lower).map(\.title) } == [
        ["A"], ["b"], ["b", "C"],
      ])
  }
}
