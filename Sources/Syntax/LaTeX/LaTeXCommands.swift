/// The commands of LaTeX by what they are to the reader.
enum LaTeXCommands {
  /// Commands and upright words that are functions, with their canonical names.
  static let functions: [String: String] = [
    "exp": "exp", "log": "log", "ln": "log", "lg": "log10", "sin": "sin", "cos": "cos",
    "tan": "tan", "sinh": "sinh", "cosh": "cosh", "tanh": "tanh", "arcsin": "asin",
    "arccos": "acos", "arctan": "atan", "max": "max", "min": "min", "det": "det", "tr": "tr",
    "Tr": "tr", "trace": "tr", "argmax": "argmax", "argmin": "argmin", "diag": "diag",
    "sgn": "sign", "sign": "sign", "prod": "prod", "abs": "abs", "rank": "rank",
  ]

  /// Marks over a letter and the ending that they give its name; fonts give none.
  static let decorations: [String: String] = [
    "hat": "_hat", "widehat": "_hat", "tilde": "_tilde", "widetilde": "_tilde", "bar": "_bar",
    "overline": "_bar", "dot": "_dot", "ddot": "_ddot", "check": "_check", "breve": "_breve",
    "vec": "", "overrightarrow": "", "underline": "", "mathbf": "", "boldsymbol": "", "bm": "",
    "pmb": "", "bold": "", "symbf": "", "mathcal": "", "mathscr": "", "mathfrak": "", "symbfit": "",
    "mathbfit": "", "bfseries": "",
  ]

  /// Fonts of letters with doubled lines.
  static let blackboard: Set<String> = ["mathbb", "mathbbm", "mathds", "Bbb"]

  /// Fonts that make one word of the letters they cover.
  static let upright: Set<String> = [
    "mathrm", "mathit", "mathsf", "mathtt", "operatorname", "operatorname*", "mathop",
    "DeclareMathOperator", "mathnormal", "rm", "textnormal",
  ]

  /// Commands whose argument is words.
  static let texts: Set<String> = [
    "text", "textrm", "textbf", "textit", "textsf", "texttt", "mbox", "hbox", "textup", "emph",
    "textnormal", "intertext", "shortintertext", "textsc",
  ]

  /// Commands that change how a formula looks and not what it says.
  static let ignored: Set<String> = [
    "displaystyle", "textstyle", "scriptstyle", "scriptscriptstyle", "limits", "nolimits",
    "nonumber", "notag", "allowbreak", "nobreak", "noindent", "centering", "hline", "cline",
    "mathstrut", "strut", "relax", "small", "large", "Large", "normalsize", "footnotesize",
    "thinspace", "medspace", "thickspace", "negthinspace", "enspace", "par", "middle", "hfill",
    "null",
  ]

  /// Commands that change nothing and have an argument that says nothing either.
  static let ignoredWithArgument: Set<String> = [
    "label", "tag", "tag*", "hspace", "hspace*", "vspace", "vspace*", "phantom", "vphantom",
    "hphantom", "color",
  ]

  /// Sizes of delimiters, with the side that they say.
  static let sizes: [String: LaTeXToken.Side?] = [
    "left": .left, "right": .right, "big": nil as LaTeXToken.Side?, "Big": nil, "bigg": nil,
    "Bigg": nil, "bigl": .left, "Bigl": .left, "biggl": .left, "Biggl": .left, "bigr": .right,
    "Bigr": .right, "biggr": .right, "Biggr": .right, "bigm": nil, "Bigm": nil,
  ]

  static let fractions: Set<String> = ["frac", "dfrac", "tfrac", "cfrac", "sfrac", "nicefrac"]

  /// Environments whose rows are equations, or lines of one.
  static let equations: Set<String> = [
    "equation", "align", "alignat", "aligned", "alignedat", "gather", "gathered", "split",
    "multline", "eqnarray", "flalign", "displaymath", "math", "dmath", "subequations",
  ]

  static let matrices: Set<String> = [
    "matrix", "pmatrix", "bmatrix", "Bmatrix", "smallmatrix", "array", "vmatrix", "Vmatrix",
    "psmallmatrix", "bsmallmatrix",
  ]

  static let cases: Set<String> = ["cases", "dcases", "rcases"]

  /// Commands that are a relation between the links of a chain.
  static let relations: [String: Relation] = [
    "equiv": .equal, "triangleq": .equal, "coloneqq": .equal, "doteq": .equal, "eqqcolon": .equal,
    "defeq": .equal, "coloneq": .equal, "approxeq": .approximate,
    "approx": .approximate, "simeq": .approximate, "cong": .approximate,
  ]

  /// Words between equations that say how they hang together and nothing about them.
  static let connectives: Set<String> = [
    "and", "where", "with", "so", "thus", "hence", "then", "therefore", "or", "also", "if", "for",
    "so that", "such that", "that is", "i.e.", "because", "since", "let", "given", "now", "is",
    "have", "we have", "that", "gives", "yields", "implies", "as",
  ]
}
