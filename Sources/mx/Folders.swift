import Glibc

/// Where the user's files are, as the XDG base directory specification has it.
enum Folders {
  /// The folder of `config` and `init.mx`; nil without a home.
  static var configuration: String? { folder("XDG_CONFIG_HOME", orHome: ".config") }
  /// The folder of the history; nil without a home.
  static var state: String? { folder("XDG_STATE_HOME", orHome: ".local/state") }

  /// A relative path in the variable is to be ignored, says the specification.
  private static func folder(_ variable: String, orHome path: String) -> String? {
    if let base = environment(variable), base.hasPrefix("/") { return base + "/mx" }
    guard let home = environment("HOME"), !home.isEmpty else { return nil }
    return "\(home)/\(path)/mx"
  }

  /// Makes a folder and those above it, for the user alone. Whether it exists in the end.
  static func make(_ path: String) -> Bool {
    var made = path.hasPrefix("/") ? "" : "."
    for part in path.split(separator: "/") {
      made += "/" + part
      if mkdir(made, 0o700) != 0 && errno != EEXIST { return false }
    }
    return true
  }
}

/// A variable of the environment.
func environment(_ name: String) -> String? { getenv(name).map { String(cString: $0) } }
