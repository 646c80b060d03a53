/// The version that `--version`, the banner and the man page name.
let programVersion = "0.1.0"
