import Testing

@testable import Notes

/// Sources of LaTeX, and the mathematics in them.
struct LaTeXDocumentReaderTests {
  static let readings: [DocumentReading] = [
    .init("$x$ and $$y = 2$$", "1: x\n1: [y = 2]"),
    .init("\\[\nx = 1\n\\]\n\\(y\\)", "2: [x = 1]\n4: y"),
    .init(
      #"\begin{equation} x = 1 \end{equation}"#, #"1: [\begin{equation} x = 1 \end{equation}]"#),
    .init(
      "\\begin{align*}\nx &= 1 \\\\\n  &= 2\n\\end{align*}",
      #"1: [\begin{align*}⏎x &= 1 \\⏎  &= 2⏎\end{align*}]"#),
    .init(
      #"\begin{eqnarray}x\end{eqnarray}\begin{multline*}y\end{multline*}"#,
      "1: [\\begin{eqnarray}x\\end{eqnarray}]\n1: [\\begin{multline*}y\\end{multline*}]"),
    .init(
      #"\begin{displaymath}x\end{displaymath}\begin{gather}y\end{gather}"#,
      "1: [\\begin{displaymath}x\\end{displaymath}]\n1: [\\begin{gather}y\\end{gather}]"),
    .init(
      #"\begin{subequations}\begin{align}x\end{align}\end{subequations}"#,
      #"1: [\begin{align}x\end{align}]"#),
    .init(#"\begin{itemize}\item $x$\end{itemize}"#, "1: x"),
    .init(#"$x = \text{if $a$}$ $b$"#, "1: x = \\text{if $a$}\n1: b"),
    .init(#"$$\mbox{$a$} \\[2pt] b$$"#, #"1: [\mbox{$a$} \\[2pt] b]"#),
    .init(#"\ensuremath{x = 1}"#, "1: x = 1"),
    .init("$x\n= 1$", "1: x⏎= 1"),
    .init(#"a\footnote{So $x$.}"#, "1: x"),
    // Left out.
    .init("% $x$\n$y$ % $z$", "2: y"),
    .init("\\[ x % \\]\n = 1 \\]", "1: [x % \\]⏎ = 1]"),
    .init(#"5\% of \$5 is $x$"#, "1: x"),
    .init(#"\verb|$x$| \verb*+$y$+ $z$"#, "1: z"),
    .init(#"\lstinline{$x$} \lstinline[language=C]|$y$| $z$"#, "1: z"),
    .init("\\begin{verbatim}\n$x$\n\\end{verbatim}\n$z$", "4: z"),
    .init("\\begin{lstlisting}[a]\n$x$ % \\end{lstlisting}\n$z$", "3: z"),
    .init("\\begin{comment}\n$x$\n\\end{comment}\n$z$", "4: z"),
    .init("\\iffalse $x$ \\ifnum1=1 $y$ \\fi $y$ \\fi $z$", "1: z"),
    .init("\\iffalse $x$ \\else $y$ \\fi $z$", "1: y\n1: z"),
    .init(#"\sout{$x$ and $$y$$} $z$"#, "1: z"),
    .init(#"\st{a \sout{$x$} $y$} $z$"#, "1: z"),
    .init(#"\sout{$x$"#, "1: x"),
    .init(#"\href{a$b$c}{$x$} \url{$y$}"#, "1: x"),
    .init("$\\cancel{x = 1}$ $y$", "1: y"),
    // The preamble and what follows the document.
    .init(
      "\\documentclass{article}\n\\newcommand{\\R}{\\mathbb{R}}\n\\title{$t$}\n"
        + "\\begin{document}\n$x \\in \\R$\n\\end{document}\n$y$",
      #"5: x \in \mathbb{R}"#),
    .init("% \\begin{document}\n$x$\n\\begin{document}\n$y$", "4: y"),
    .init("\\makeatletter\\def\\a@b#1/{#1}\\makeatother\n\\begin{document}$x$", "2: x"),
    .init(#"\input{forward} $x$"#, "1: warning what \\input reads is left out\n1: x"),
    // Macros.
    .init(#"\DeclareMathOperator{\relu}{ReLU} $\relu(x)$"#, #"1: \operatorname{ReLU}(x)"#),
    .init(
      #"\newcommand{\be}{\begin{equation}}\newcommand{\ee}{\end{equation}}\be x = 1 \ee $y$"#,
      "1: [\\begin{equation} x = 1 \\end{equation}]\n1: y"),
    .init(
      #"\def\be{\begin{align}}\be x = 1 \end{align}"#, #"1: [\begin{align} x = 1 \end{align}]"#),
    .init(
      #"\def\ee{\end{align}}\begin{align} x = 1 \ee"#, #"1: [\begin{align} x = 1 \end{align}]"#),
    .init(#"\def\bd{\[}\def\ed{\]}\bd x \ed"#, #"1: [\[ x \]]"#),
    .init(
      #"\newcommand{\eqn}[1]{\begin{equation}#1\end{equation}} \eqn{x = 1}"#,
      #"1: [\begin{equation}x = 1\end{equation}]"#),
    .init(#"\newcommand{\loss}{the loss $L$} So \loss{} is $L = 1$."#, "1: L\n1: L = 1"),
    .init(#"\def\a{$x$ \a} \a $y$"#, "1: error \\a stands for a text without an end\n1: y"),
    // Not closed.
    .init("$x\n\n$y$", "1: error '$' isn't closed\n3: y"),
    .init("\\footnote{$x} $y$", "1: error '$' isn't closed\n1: y"),
    .init("$$x$ $y$", "1: error '$$' isn't closed\n1: error '$' isn't closed"),
    .init("\\[ x\n\n\\[ y \\]", "1: error \\[ isn't closed\n3: [y]"),
    .init(
      #"\begin{align} x \begin{align} y \end{align}"#,
      "1: error \\begin{align} isn't closed\n1: [\\begin{align} y \\end{align}]"),
    .init(#"\begin{align} $x$"#, "1: error \\begin{align} isn't closed\n1: x"),
    .init(#"\begin{verbatim} $x$"#, "1: error \\begin{verbatim} isn't closed"),
    .init(#"\def\be{\begin{align}} \be x"#, "1: error \\be isn't closed"),
    .init("", ""),
  ]

  @Test(arguments: readings)
  func text(_ case: DocumentReading) {
    #expect(reading(`case`.text, "note.tex") == `case`.reading)
  }

  @Test func headings() {
    let text = #"""
      \chapter{A}
      \section*[short]{On $x$}
      $y$
      \subsection {C}
      $z$
      """#
    let document = NoteDocument(Array(text.utf8), path: "note.tex")
    #expect(document.headings.map { "\($0.level) \($0.title)" } == ["2 A", "3 On $x$", "4 C"])
    #expect(
      document.passages.map { document.headings(at: $0.place.lower).map(\.title) } == [
        ["A", "On $x$"], ["A", "On $x$"], ["A", "On $x$", "C"],
      ])
  }
}
