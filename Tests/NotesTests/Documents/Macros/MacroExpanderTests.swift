import Syntax
import Testing

@testable import Notes

/// Macros that a document defines in its mathematics, and what is struck out in formulas.
struct MacroExpanderTests {
  static let readings: [DocumentReading] = [
    .init(#"$\newcommand{\R}{\mathbb{R}}$ $x \in \R^n$"#, #"1: x \in \mathbb{R}^n"#),
    .init(#"$$\newcommand\R{\mathbb R} x \in \R$$"#, #"1: [x \in \mathbb R]"#),
    .init(#"$\newcommand{\n}[1]{\|#1\|^2} \n{x} = \n y$"#, #"1: \|x\|^2 = \|y\|^2"#),
    .init(
      #"$\newcommand{\p}[2]{\frac{\partial #1}{\partial #2}} \p{J}{W_1} = \p J x$"#,
      #"1: \frac{\partial J}{\partial W_1} = \frac{\partial J}{\partial x}"#),
    .init(
      #"$\newcommand{\x}{\mathbf{x}} \newcommand{\n}[1]{\left\lVert #1 \right\rVert} \n{A \x}_2^2 = \x^T \x$"#,
      #"1: \left\lVert A \mathbf{x} \right\rVert_2^2 = \mathbf{x}^T \mathbf{x}"#),
    .init(#"$\newcommand{\n}[2][F]{\|#2\|_#1} \n{x} = \n[2]{x}$"#, #"1: \|x\|_F = \|x\|_2"#),
    .init(#"$\def\n#1{\|#1\|} \n{x}$"#, #"1: \|x\|"#),
    .init(#"$\def\a{b}\renewcommand{\a}{c} \a$"#, "1: c"),
    .init(#"$\def\a{b}\providecommand{\a}{c}\providecommand{\d}{e} \a \d$"#, "1: b e"),
    .init(
      #"$\newenvironment{m}[1]{\left[\begin{array}{#1}}{\end{array}\right]} \begin{m}{cc} 1 & 2 \end{m}$"#,
      #"1: \left[\begin{array}{cc} 1 & 2 \end{array}\right]"#),
    .init(
      #"$\newenvironment{m}{\begin{bmatrix}}{\end{bmatrix}} \begin{m} 1 \end{m} \begin{n} 2 \end{n}$"#,
      #"1: \begin{bmatrix} 1 \end{bmatrix} \begin{n} 2 \end{n}"#),
    .init(
      #"$\newenvironment{m}{\begin{m}}{} \begin{m}$"#,
      "1: \\begin{m}\n1: error \\begin stands for a text without an end"),
    .init(
      #"$\newenvironment{m}{x$"#,
      "1: {x\n1: error the definition of the environment m isn't closed"),
    .init(#"$\DeclareMathOperator{\relu}{ReLU} \relu(x)$"#, #"1: \operatorname{ReLU}(x)"#),
    .init(#"$\DeclareMathOperator*{\am}{arg\,max} \am_x$"#, #"1: \operatorname*{arg\,max}_x"#),
    .init(#"$\let\a\alpha \let\b=\beta \a\b$"#, #"1: \alpha\beta"#),
    .init(
      #"$\let\old\vec \renewcommand{\vec}[1]{\old{\mathbf{#1}}} \vec{x}$"#,
      #"1: \vec{\mathbf{x}}"#),
    .init(
      #"$\DeclarePairedDelimiter{\n}{\lVert}{\rVert} \n{x} + \n*{y} + \n[\big]{z}$"#,
      #"1: \left\lVert x \right\rVert + \left\lVert y \right\rVert + \left\lVert z \right\rVert"#),
    .init(
      #"$\NewDocumentCommand{\n}{O{2} m}{\|#2\|_#1} \n{x} + \n[1]{y}$"#,
      #"1: \|x\|_2 + \|y\|_1"#),
    .init("\\newcommand{\\R}{\\mathbb{R}}\n\n$x \\in \\R$", #"3: x \in \mathbb{R}"#),
    // Macros in macros, in their order in the text.
    .init(#"$\def\a{\b}\def\b{c} \a$ $\def\b{d} \a$"#, "1: c\n1: d"),
    .init(#"$\a \def\a{b} \a$"#, #"1: \a  b"#),
    .init(#"$\def\a#1{[#1]} \a{\a{x}}$"#, "1: [[x]]"),
    .init(#"$\newcommand{\a}[1]{\newcommand{\b}{#1}} \a{x} \b$"#, "1: x"),
    .init("$\\def\\a{b} x % \\a\n\\a$", "1: x % \\a⏎b"),
    .init("$\\def\\a#1{(#1)} \\a % c\n {x}$", "1: (x)"),
    .init(#"$\def\a{b} \\a \\ \a$"#, #"1: \\a \\ b"#),
    // Words aren't lengthened.
    .init(#"$\def\l{\lambda} \l x + 2\l{} + {\l}y$"#, #"1: \lambda x + 2\lambda{} + {\lambda}y"#),
    .init(#"$\def\v#1{\vec #1} \v{x}y$"#, #"1: \vec x y"#),
    .init(#"$\def\a#1{\mathbf#1} \a x$"#, #"1: \mathbf x"#),
    .init(#"$\def\t{t}\def\r{r} \t\r(x)$"#, "1: t r(x)"),
    .init(#"$\def\m#1{\begin{#1matrix}} \m{b}$"#, #"1: \begin{bmatrix}"#),
    // Mistakes stay and are said.
    .init(#"$\def\a{x \a} \a$"#, "1: \\a\n1: error \\a stands for a text without an end"),
    .init(
      #"$\def\a{\b\b}\def\b{\a\a} y = \a$"#,
      "1: y = \\a\n1: error \\a stands for a text without an end"),
    .init(
      #"$\def\a#1{\a{#1#1}} \a{x}$"#,
      "1: \\a{x}\n1: error \\a stands for a text without an end"),
    .init(#"$\newcommand{\p}[2]{#1/#2} \p{x}$"#, "1: \\p{x}\n1: error \\p takes 2 arguments"),
    .init(
      #"$\def\p#1/#2.{#1} \p x/y.$"#,
      "1: \\p x/y.\n1: error can't read the definition of \\p"),
    .init(#"$\newcommand{\p}{x$"#, "1: {x\n1: error the definition of \\p isn't closed"),
    .init(#"$\newcommand x = 1$"#, "1: x = 1\n1: error the name of a command follows \\newcommand"),
    // What is struck out.
    .init(#"$a + \cancel{b}$"#, "1: a + 0"),
    .init(#"$\cancel{a} = b$"#, "1: 0 = b"),
    .init(#"$a \cancel{b} = c$"#, "1: a  = c"),
    .init(#"$\frac{\cancel{a} b}{\cancel{a}}$"#, #"1: \frac{ b}{1}"#),
    .init(#"$\frac{\cancel a\cancel b}{\bcancel{a}}$"#, #"1: \frac{1}{1}"#),
    .init(#"$a + \cancelto{0}{b}$"#, "1: a + 0"),
    .init(#"$\cancel{x = 1}$ $\sout{y = 2}$ $z$"#, "1: z"),
    .init(#"$$a = 1 \\ \xcancel{b = 2} \\ c = 3$$"#, #"1: [a = 1 \\  \\ c = 3]"#),
    .init(#"$\cancel$"#, #"1: \cancel"#),
  ]

  @Test(arguments: readings)
  func text(_ case: DocumentReading) { #expect(reading(`case`.text) == `case`.reading) }

  /// What can't be read in a macro's argument is told where the document has it, and what can't be
  /// read in its body where it is used.
  @Test(arguments: [
    (#"$\def\p#1#2{\frac{\partial #1}{\partial #2}} \p{J}{\foo} = 1$"#, #"\foo"#),
    (#"$\def\p#1{\foo #1} x = \p{J}$"#, #"\p{J}"#),
  ])
  func mistake(_ text: String, _ place: String) throws {
    let document = NoteDocument(Array(text.utf8), path: "note.md")
    let passage = try #require(document.passages.first)
    var reader = LaTeXReader(passage.text)
    let results = reader.read(Span(0, passage.text.bytes.count))
    guard case .failure(let diagnostic)? = results.first else {
      Issue.record("it was read")
      return
    }
    let span = try #require(passage.located(diagnostic).labels.first?.span)
    #expect(document.text[span] == place)
  }

  /// A part of a formula, where it stands in the document and what can be replaced there.
  static let places: [(text: String, part: String, place: String, replaceable: String?)] = [
    ("a $x = 1$", "x", "x", "x"),
    ("a $x = 1$", "x = 1", "x = 1", "x = 1"),
    (#"$\def\a{12} \a + 3$"#, "12", #"\a"#, #"\a"#),
    (#"$\def\a{12} \a + 3$"#, "12 + 3", #"\a + 3"#, #"\a + 3"#),
    (#"$\def\a{12} \a + 3$"#, "2", #"\a"#, nil),
    (#"$\def\a{12} \a + 3$"#, "2 + 3", #"\a + 3"#, nil),
    (#"$\def\a#1{[#1; 2]} \a{5} + 3$"#, "5", "5", "5"),
    (#"$\def\a#1{[#1; 2]} \a{5} + 3$"#, "[5", #"\a{5"#, nil),
    (#"$\def\a#1{[#1; 2]} \a{5} + 3$"#, "[5; 2]", #"\a{5}"#, #"\a{5}"#),
    (#"$\def\a#1{[#1; 2]}\def\b#1{\a{#1}} \b{56}$"#, "6", "6", "6"),
    (#"$\def\a#1{[#1; 2]}\def\b#1{\a{#1}} \b{56}$"#, "[56; 2]", #"\b{56}"#, #"\b{56}"#),
    ("> $$\n> x\n> = 1$$", "1", "1", "1"),
    ("> $$\n> x\n> = 1$$", "x\n= 1", "x\n> = 1", nil),
  ]

  @Test(arguments: places.indices)
  func place(_ index: Int) throws {
    let (text, part, place, replaceable) = Self.places[index]
    let document = NoteDocument(Array(text.utf8), path: "note.md")
    let passage = try #require(document.passages.first)
    let lower = try #require(passage.text.bytes.firstRange(of: Array(part.utf8))).lowerBound
    let span = Span(lower, lower + part.utf8.count)
    #expect(document.text[passage.place(of: span)] == place)
    #expect(passage.replaceablePlace(of: span).map { document.text[$0] } == replaceable)
  }
}
