/// The man page in roff, from the option table.
func manPage() -> String {
  var page = """
    .TH MX 1 "" "mx \(programVersion)" "User Commands"
    .SH NAME
    mx \\- a calculator for matrix calculus
    .SH SYNOPSIS
    .B mx
    .RI [ OPTION ]...
    .RI [ SCRIPT " | " \\- ]...
    .br
    .B mx check
    .RI [ OPTION ]...
    .IR DOCUMENT ...
    .SH DESCRIPTION
    .B mx
    evaluates and differentiates equations of vectors and matrices, with values and as formulas.
    Without a text to run it opens a prompt, or reads standard input as a script where standard
    input or output is no terminal. Texts of
    .B \\-e
    run first, then the scripts, all in one session.
    Results go to standard output, everything else to standard error.
    .SH CHECKING NOTES
    .B mx check
    reads a lecture note \\(en Markdown, LaTeX (.tex) or a Jupyter notebook (.ipynb) \\(en evaluates its
    equations in order and says of each equality, at its line, whether it is defined, holds, is a
    running equality, a mismatch (with what explains it) or unchecked (with the reason). Formulas
    without values are tried at random points; numbers are compared at the digits written, and
    rounding within the note is no mistake. A summary comes last.
    .B \\-\\-json
    writes one object for each equality: line, equation, verdict, detail.
    .B \\-\\-fix
    writes the note with its wrong numbers and formulas replaced, in the author's own LaTeX, and
    everything else byte for byte: to standard output, with
    .B \\-\\-diff
    as a difference for patch, with
    .B \\-o
    to a file. What it can't put right is listed on standard error.
    .SH OPTIONS

    """
  for option in CommandLineOption.shown {
    let names = [option.short.map { "\\fB\\-\($0)\\fR" }, "\\fB\\-\\-\(escaped(option.long))\\fR"]
    let operand = option.operandName.map { "=\\fI\(escaped($0))\\fR" } ?? ""
    page += ".TP\n\(names.compactMap(\.self).joined(separator: ", "))\(operand)\n"
    page += escaped(sentence(option.summary)) + "\n"
    if !option.detail.isEmpty { page += escaped(option.detail) + "\n" }
  }
  let configurable = CommandLineOption.shown.filter(\.isConfigurable).map { escaped($0.long) }
  page += """
    .SH EXIT STATUS
    .TP
    0
    Everything ran and every check held.
    .TP
    1
    An error in the mathematics, the syntax or a file, a check that failed, or a mismatch in a note.
    .TP
    2
    Wrong usage.
    .TP
    130
    Ctrl\\-C ended a script.
    .SH FILES
    .TP
    .I $XDG_CONFIG_HOME/mx/config
    Lines of the form \\fIkey\\fR = \\fIvalue\\fR, with # before comments. Keys:
    \(configurable.joined(separator: ", ")).
    Options of the command line win.
    .TP
    .I $XDG_CONFIG_HOME/mx/init.mx
    Run before the prompt appears; scripts don't see it.
    .TP
    .I $XDG_STATE_HOME/mx/history
    What was entered at the prompt. None of these is made where there is no prompt.
    .SH ENVIRONMENT
    .TP
    .B MX_HISTORY
    The history file; empty for none.
    .TP
    .B NO_COLOR
    No colours, if it isn't empty.
    .TP
    .B INPUTRC
    GNU readline's settings, in which $if mx is true.
    .SH EXAMPLES
    .nf
    mx \\-e \\(dqgrad(x\\(aq*A*x, x)\\(dq
    mx \\-\\-json forward.mx
    mx check notes.md
    .fi

    """
  return page
}

/// Text as roff shows it: no line starts a request, and hyphens can be copied.
private func escaped(_ text: String) -> String {
  var result = ""
  for character in text {
    switch character {
    case "\\": result += "\\e"
    case "-": result += "\\-"
    case "\"": result += "\\(dq"
    case "'": result += "\\(aq"
    default: result.append(character)
    }
  }
  return result
}

/// A summary of the help as a sentence.
private func sentence(_ summary: String) -> String {
  (summary.first?.uppercased() ?? "") + summary.dropFirst() + "."
}
