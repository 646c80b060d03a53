/// A shell whose completions mx can write, from the option table.
enum CompletionScript: String, CaseIterable, Sendable {
  case bash, zsh, fish

  var text: String {
    switch self {
    case .bash: bashText
    case .zsh: zshText
    case .fish: fishText
    }
  }

  private var bashText: String {
    var words: [String] = []
    var cases = ""
    for option in CommandLineOption.shown {
      let spellings = [option.short.map { "-\($0)" }, "--\(option.long)"].compactMap(\.self)
      words += spellings
      switch option.operand {
      case .none: continue
      case .text, .integer: cases += "    \(spellings.joined(separator: "|"))) return ;;\n"
      case .choice(let choices):
        let list = choices.joined(separator: " ")
        cases += "    \(spellings.joined(separator: "|")))"
        cases += " COMPREPLY=($(compgen -W '\(list)' -- \"$word\")); return ;;\n"
      }
    }
    return """
      # bash completion for mx
      _mx() {
        local word=${COMP_WORDS[COMP_CWORD]} previous=${COMP_WORDS[COMP_CWORD-1]}
        # `=` is a word of its own: --color=auto is three.
        if [[ $word == = ]]; then word=; elif [[ $previous == = ]]; then
          previous=${COMP_WORDS[COMP_CWORD-2]}
        fi
        case $previous in
      \(cases)  esac
        if [[ $word == -* ]]; then
          COMPREPLY=($(compgen -W '\(words.joined(separator: " "))' -- "$word"))
        else
          compopt -o filenames
          COMPREPLY=($(compgen -f -X '!*.mx' -- "$word") $(compgen -d -- "$word"))
        fi
      }
      complete -F _mx mx

      """
  }

  private var zshText: String {
    var lines: [String] = []
    for option in CommandLineOption.shown {
      let summary = option.summary.filter { !"[]'".contains($0) }
      let repeats = option.key == .evaluate ? "*" : ""
      let action =
        switch option.operand {
        case .none: ""
        case .text(let name): ":\(name): "
        case .integer(let name, _): ":\(name): "
        case .choice(let words): ":when:(\(words.joined(separator: " ")))"
        }
      let equals = action.isEmpty ? "" : "="
      if let short = option.short {
        let plus = action.isEmpty ? "" : "+"
        lines.append("'\(repeats)-\(short)\(plus)[\(summary)]\(action)'")
      }
      lines.append("'\(repeats)--\(option.long)\(equals)[\(summary)]\(action)'")
    }
    lines.append("'*:script:_files -g \"*.mx(-.)\"'")
    return "#compdef mx\n_arguments -s \\\n  " + lines.joined(separator: " \\\n  ") + "\n"
  }

  private var fishText: String {
    var text = "# fish completion for mx\n"
    for option in CommandLineOption.shown {
      let short = option.short.map { " -s \($0)" } ?? ""
      let operand =
        switch option.operand {
        case .none: ""
        case .text, .integer: " -x"
        case .choice(let words): " -x -a '\(words.joined(separator: " "))'"
        }
      let summary = option.summary.replacing("'", with: "\\'")
      text += "complete -c mx\(short) -l \(option.long)\(operand) -d '\(summary)'\n"
    }
    return text
  }
}

extension String {
  /// A copy with one character replaced by a text, without the machinery of regular expressions.
  fileprivate func replacing(_ character: Character, with text: String) -> String {
    var result = ""
    for other in self { if other == character { result += text } else { result.append(other) } }
    return result
  }
}
