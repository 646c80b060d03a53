/// The name among `names` that a user most likely meant by `word`; nil if none is near.
///
/// Near is a Damerau-Levenshtein distance (restricted: a pair swaps once) of at most a third of the
/// longer length, and at least one, with a letter in common.
package func nearestName(to word: String, in names: [String]) -> String? {
  let wanted = Array(word.lowercased().unicodeScalars)
  var best: (name: String, distance: Int)?
  for name in names {
    let candidate = Array(name.lowercased().unicodeScalars)
    let longer = max(wanted.count, candidate.count)
    let limit = min(max(1, longer / 3), longer - 1)
    guard abs(wanted.count - candidate.count) <= limit else { continue }
    let distance = editDistance(wanted, candidate)
    if distance <= limit && distance < (best?.distance ?? .max) { best = (name, distance) }
  }
  return best?.name
}

/// How many insertions, deletions, replacements and swaps of neighbours turn one into the other.
private func editDistance(_ a: [Unicode.Scalar], _ b: [Unicode.Scalar]) -> Int {
  if a.isEmpty || b.isEmpty { return max(a.count, b.count) }
  var beforeLast: [Int] = []
  var last = Array(0...b.count)
  for i in 1...a.count {
    var row = [i]
    for j in 1...b.count {
      let replaced = last[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1)
      var least = min(replaced, min(last[j], row[j - 1]) + 1)
      if i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] {
        least = min(least, beforeLast[j - 2] + 1)
      }
      row.append(least)
    }
    beforeLast = last
    last = row
  }
  return last[b.count]
}
