import Syntax

/// The rules of derivations in differentials. Each holds as it is written, at all points: a test
/// tries every one of them.
package enum RuleTable {
  /// From the differential of a whole to the differentials of its parts.
  package static let differentials = parsed(
    """
    "constants don't change":         d(C) => 0
                                      d(U + C) => d(U)
                                      d(C + U) => d(U)
                                      d(U - C) => d(U)
                                      d(C - U) => -d(U)
    "the differential is linear":     d(U + V) => d(U) + d(V)
                                      d(U - V) => d(U) - d(V)
                                      d(-U) => -d(U)
    "a dot product is a product":     dot(x, y) => x'*y
    "the norm is Euclid's":           norm(U) => norm2(U)
    "‖x‖² is x'x":                    norm2(x)^2 => x'*x
                                      frob(x)^2 => x'*x
    "‖A‖² is tr(A'A)":                norm2(A)^2 => tr(A'*A)
                                      frob(A)^2 => tr(A'*A)
    "constant factors come out":      d(C*U) => C*d(U)
                                      d(U*C) => d(U)*C
                                      d(U/C) => d(U)/C
                                      d(C .* U) => C .* d(U)
                                      d(U .* C) => d(U) .* C
                                      d(U ./ C) => d(U) ./ C
    "the differential of a square":   d(x'*x) => 2*x'*d(x)
                                      d(r*r') => 2*r*d(r)'
                                      d(tr(A'*A)) => 2*tr(A'*d(A))
    "the trace of a power":           d(tr(A^c)) => c*tr(A^(c - 1)*d(A))
    "the trace is linear":            d(tr(A)) => tr(d(A))
    "a sum of entries is linear":     d(sum(U)) => sum(d(U))
    "the mean is linear":             d(mean(U)) => mean(d(U))
    "the transpose is linear":        d(U') => d(U)'
    "diag is linear":                 d(diag(U)) => diag(d(U))
    "product rule":                   d(M*N) => d(M)*N + M*d(N)
                                      d(M .* N) => d(M) .* N + M .* d(N)
    "quotient rule":                  d(U/a) => d(U)/a - U*d(a)/a^2
                                      d(C ./ U) => -(C ./ U.^2) .* d(U)
                                      d(U ./ V) => d(U) ./ V - (U ./ V.^2) .* d(V)
    "a power is a product":           d(A^2) => d(A*A)
                                      d(A^3) => d(A*A*A)
                                      d(A^4) => d(A*A*A*A)
    "powers of vectors are entrywise": x^c => x.^c
    "power rule":                     d(a^c) => c*a^(c - 1)*d(a)
                                      d(U.^c) => (c*U.^(c - 1)) .* d(U)
    "the differential of an inverse": d(inv(A)) => -inv(A)*d(A)*inv(A)
    "the differential of logdet":     d(logdet(A)) => tr(inv(A)*d(A))
    "the differential of det":        d(det(A)) => det(A)*tr(inv(A)*d(A))
    "the differential of a norm":     d(norm2(x)) => x'*d(x)/norm2(x)
                                      d(norm2(A)) => tr(A'*d(A))/frob(A)
                                      d(frob(A)) => tr(A'*d(A))/frob(A)
    "the differential of logsumexp":  d(logsumexp(x)) => softmax(x)'*d(x)
    "the differential of softmax":    d(softmax(x)) => softmax(x) .* d(x) - softmax(x)*(softmax(x)'*d(x))
    "the differential of exp":        d(exp(a)) => exp(a)*d(a)
                                      d(exp(U)) => exp(U) .* d(U)
    "the differential of log":        d(log(a)) => d(a)/a
                                      d(log(U)) => d(U) ./ U
    "chain rule":                     d(f(a)) => f'(a)*d(a)
                                      d(f(U)) => f'(U) .* d(U)
    """)

  /// Towards one differential at the end of each term.
  package static let collecting = parsed(
    """
    "products distribute":            C*(D + E) => C*D + C*E
                                      C*(D - E) => C*D - C*E
                                      (D + E)*C => D*C + E*C
                                      (D - E)*C => D*C - E*C
                                      C .* (D + E) => C .* D + C .* E
                                      C .* (D - E) => C .* D - C .* E
                                      (D + E) .* C => D .* C + E .* C
                                      (D - E) .* C => D .* C - E .* C
                                      (D + E)/C => D/C + E/C
                                      (D - E)/C => D/C - E/C
                                      (D + E) ./ C => D ./ C + E ./ C
                                      (D - E) ./ C => D ./ C - E ./ C
                                      (D + E)' => D' + E'
                                      (D - E)' => D' - E'
    "the trace is linear":            tr(D + E) => tr(D) + tr(E)
                                      tr(D - E) => tr(D) - tr(E)
                                      tr(-D) => -tr(D)
                                      tr(a*D) => a*tr(D)
                                      tr(D/a) => tr(D)/a
    "a sum of entries is linear":     sum(D + E) => sum(D) + sum(E)
                                      sum(D - E) => sum(D) - sum(E)
                                      sum(-D) => -sum(D)
                                      sum(a*D) => a*sum(D)
                                      sum(D/a) => sum(D)/a
    "a mean is a sum over n":         mean(D) => sum(D)/numel(D)
    "⊙ is symmetric":                 D .* C => C .* D
    "a sum of entries is a product":  sum(x .* y) => x'*y
                                      sum(x) => ones(rows(x))'*x
    "a sum of entries is a trace":    sum(A .* B) => tr(A'*B)
                                      sum(A) => tr(ones(cols(A), rows(A))*A)
    "⊙ moves through a product":      r*(y .* D) => (r' .* y)'*D
                                      r*(D ./ y) => (r' ./ y)'*D
                                      (y .* D)'*x => (x .* y)'*D
                                      c*(y .* D)'*x => c*(x .* y)'*D
    "⊙ moves through a trace":        tr(A*(B .* G)) => tr((A' .* B)'*G)
                                      tr(A*(G ./ B)) => tr((A' ./ B)'*G)
    "a quotient is a product":        D ./ C => (1 ./ C) .* D
    "diag moves through a trace":     tr(A*diag(x)) => diag(A)'*x
                                      tr(A*diag(x)*B) => diag(B*A)'*x
    "the transpose of a product":     (D*C)' => C'*D'
                                      (C*D)' => D'*C'
    "the transpose is entry by entry": (C .* D)' => C' .* D'
    "the transpose is linear":        (-D)' => -D'
    "twice transposed":               (D')' => D
    """)

  private static func parsed(_ text: String) -> [Rule] {
    do { return try Rule.rules(text) } catch {
      preconditionFailure("a rule can't be read: \(error.message)")
    }
  }
}
