import Glibc

/// What mx sets once for its process.
enum Process {
  /// Raises the stack to 120 MiB, which takes effect at once: deep formulas are destroyed
  /// recursively. More might collide with what the kernel maps below the stack.
  static func raiseStackLimit() {
    var limit = rlimit()
    guard getrlimit(__rlimit_resource_t(RLIMIT_STACK.rawValue), &limit) == 0 else { return }
    let wanted: rlim_t = 120 << 20
    if limit.rlim_cur >= wanted { return }
    limit.rlim_cur = min(wanted, limit.rlim_max)
    setrlimit(__rlimit_resource_t(RLIMIT_STACK.rawValue), &limit)
  }

  /// Makes a closed pipe end mx quietly, whatever its parent did about the signal.
  static func endQuietlyOnClosedPipes() { signal(SIGPIPE, SIG_DFL) }

  /// Sets LC_CTYPE, alone: another category would change how numbers are read and written.
  ///
  /// Bare containers have no locale at all, and remote machines often lack the one of the user; a
  /// terminal of today speaks UTF-8 all the same, and editing needs to know.
  ///
  /// - Returns: whether symbols can be shown: no if the user's locale names another encoding.
  static func prepareLocale() -> Bool {
    let name = ["LC_ALL", "LC_CTYPE", "LANG"].lazy.compactMap(environment).first { !$0.isEmpty }
    let isFound = setlocale(LC_CTYPE, "") != nil
    if isFound && String(cString: nl_langinfo(nl_item(CODESET))) == "UTF-8" { return true }
    unsetenv("LC_ALL")
    setenv("LC_CTYPE", "C.UTF-8", 1)
    setlocale(LC_CTYPE, "")
    guard let name = name?.lowercased() else { return true }
    return name.hasSuffix("utf-8") || name.hasSuffix("utf8")
  }
}
