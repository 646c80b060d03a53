import Testing

@testable import Notes

/// How notes in the wild are checked whose notation is looser than a textbook's: what is right holds,
/// what is wrong is found, and what nobody could know is left alone.
struct LooseNotationTests {
  private static func verdicts(_ note: String) throws -> String {
    let checker = NoteChecker(NoteDocument(Array(note.utf8), path: "note.md"))
    try checker.check()
    return checker.findings.map { finding in
      let detail = finding.verdict == .unchecked ? " (\(finding.detail ?? ""))" : ""
      return "\(finding.verdict.rawValue)\(detail)"
    }.joined(separator: ", ")
  }

  static let notes: [(note: String, verdicts: String)] = [
    // Divergences of two distributions.
    (
      #"$$D_{KL}(q\|p) = \sum_i q_i \log \frac{q_i}{p_i} = \sum_i q_i \log q_i - \sum_i q_i \log p_i$$ $$D_{KL}(p\,\|\,p) = 0, \quad \mathrm{KL}(q\|p) = \sum_i q_i (\log q_i - \log p_i)$$"#,
      "defined, holds, holds, holds"
    ),
    (
      #"$$D_{KL}[q\,||\,p] = \sum_i q_i \log \frac{q_i}{p_i} = \sum_i q_i \log p_i - \sum_i q_i \log q_i$$"#,
      "defined, mismatch"
    ),
    (
      #"$$\mathrm{KL}(\mathcal{N}(\mu, \sigma^2) \| \mathcal{N}(0, 1)) = \frac12 (\sigma^2 + \mu^2 - 1 - \log \sigma^2)$$"#,
      "unchecked (no point was found to try it at)"
    ),
    // A name with a minus above it, and the one with a plus beside it.
    (
      #"Let $P$, $Q$ and $R$ be covariance matrices. $$P^{-} = F P F^\top + Q, \quad K = P^- H^\top (H P^- H^\top + R)^{-1}$$ $$P^+ = (I - K H) P^- = P^- - K (H P^- H^\top + R) K^\top$$"#,
      "defined, defined, defined, holds"
    ),
    (#"$$\hat{x}_k^- = F \hat x_{k-1}, \quad x_1 = x_1^- + K (z - H x_1^-)$$"#, "defined, defined"),
    // The derivative by a square.
    (
      #"$$\ell = -\frac{n}{2} \log(2\pi\sigma^2) - \frac{1}{2\sigma^2} \sum_{i=1}^n (x_i - \mu)^2$$ $$\frac{\partial \ell}{\partial \sigma^2} = -\frac{n}{2\sigma^2} + \frac{1}{2\sigma^4} \sum_{i=1}^n (x_i - \mu)^2, \quad \frac{\partial \ell}{\partial \sigma^2} = -\frac{n}{2\sigma^2} + \frac{1}{\sigma^4} \sum_{i=1}^n (x_i - \mu)^2$$"#,
      "defined, holds, mismatch"
    ),
    (
      #"$$\mu = \frac1m \sum_i x_i, \quad \sigma^2 = \frac1m \sum_{i=1}^m (x_i - \mu)^2, \quad \hat x_i = \frac{x_i - \mu}{\sqrt{\sigma^2 + \epsilon}}$$ $$\frac{\partial L}{\partial \sigma^2} = -\frac12 \sum_i \frac{\partial L}{\partial \hat x_i} (x_i - \mu) (\sigma^2 + \epsilon)^{-3/2}$$"#,
      "defined, defined, defined, holds"
    ),
    // The j-th entry of the i-th sample.
    (
      #"$$h_\theta(x) = \theta^T x, \quad J(\theta) = \frac12 \sum_{i=1}^m (h_\theta(x^{(i)}) - y^{(i)})^2$$ $$\frac{\partial J}{\partial \theta_j} = \sum_{i=1}^m (h_\theta(x^{(i)}) - y^{(i)}) x_j^{(i)}, \quad \frac{\partial J}{\partial \theta_j} = 2 \sum_{i=1}^m (h_\theta(x^{(i)}) - y^{(i)}) x^{(i)}_j$$"#,
      "defined, defined, holds, mismatch"
    ),
    // Where something is least.
    (
      #"$$\hat w = \arg\min_w \|Xw-y\|^2 + \lambda \|w\|^2 = (X^\top X + \lambda I)^{-1}X^\top y$$ $$\hat{\mathbf v} = \operatorname*{arg\,min}_{\mathbf v} \|X \mathbf v - y\|^2 = (X^\top X)^{-1}X^\top (2 y)$$"#,
      "holds, defined, mismatch, defined"
    ),
    (
      #"$$m = \underset{c}{\operatorname{argmin}} \sum_{i=1}^n (x_i - c)^2 = \frac1n \sum_{i=1}^n x_i, \quad k = \arg\max_j o_j$$"#,
      "holds, defined, defined"
    ),
    (
      #"$$x^* = \arg\min_{x \in \mathbb{R}^n} \frac12 x^\top A x - b^\top x = A^{-1} b, \quad z = \arg\max_\theta p(x | \theta)$$"#,
      "unchecked (holds only if A is symmetric), defined, unchecked (where p(x, θ) is extreme has no formula)"
    ),
    (
      #"Subject to $\|w\| = 1$: $$u = \arg\max_w w^\top C w = v$$"#,
      "defined, unchecked (an optimum under constraints isn't tried), defined"
    ),
    // The gradient by several numbers, and a gradient that is transposed.
    (
      #"$$f(x, y) = x^2 + 3xy, \quad \nabla f = (2x + 3y, 3x), \quad \nabla^2 f = \begin{pmatrix} 2 & 3 \\ 3 & 0 \end{pmatrix}, \quad \nabla f(x, y) = (2x, 3x)$$"#,
      "defined, holds, holds, mismatch"
    ),
    (
      #"$$f(x) = x^\top A x, \quad \nabla f(x)^\top d = x^\top (A + A^\top) d$$"#, "defined, holds"
    ),
    // Sums that leave one place out.
    (
      #"$$r_i = \sum_{j \neq i} y_j = \sum_j y_j - y_i$$ $$q_i = \sum_{j \ne i} A_{ij} y_j = \sum_j A_{ij} y_j$$"#,
      "defined, holds, defined, mismatch"
    ),
    (
      #"$$t = \sum_i \sum_{j \neq i} A_{ij} = \sum_{i,j} A_{ij} - \operatorname{tr}(A)$$"#,
      "defined, holds"
    ),
    (#"$$\sum_{j=1, j \ne 2}^{4} y_j = y_1 + y_3 + y_4$$"#, "holds"),
    (
      #"$$p = \prod_{j \ne i} y_j = 1$$"#,
      "unchecked (only a sum can leave one place out), unchecked (only a sum can leave one place out)"
    ),
    // Elementary calculus is about numbers.
    (
      #"$$L = (y - t)^2$$ $$\frac{\partial L}{\partial y} = 2(y-t), \quad \frac{\partial L}{\partial t} = y - t$$"#,
      "defined, holds, mismatch"
    ),
    (
      #"$$z = x^2 y$$ $$\frac{\partial z}{\partial y} = x^2, \quad \frac{\partial z}{\partial x} = 2xy, \quad \frac{\partial z}{\partial x} = xy$$"#,
      "defined, holds, holds, mismatch"
    ),
    (
      #"$$\frac{d}{dx}(x\ln x - x) = \ln x$$ $$\frac{d}{dx}\frac{\sin x}{x} = \frac{x\cos x-\sin x}{x^2}$$"#,
      "holds, holds"
    ),
    (
      #"$$f(w) = (w_1-1)^2 + 2(w_2+1)^2$$ $$\frac{\partial f}{\partial w_1} = 2(w_1-1), \quad \frac{\partial f}{\partial w_2} = 2(w_2+1)$$"#,
      "defined, holds, mismatch"
    ),
    // In the same note, vectors.
    (
      #"$$\hat y = \sigma(w^\top x)$$ $$\frac{d}{dx}\sigma(x) = \sigma(x)(1-\sigma(x))$$ $$\frac{\partial \hat y}{\partial w} = \hat y(1-\hat y) x$$"#,
      "defined, holds, holds"
    ),
    (
      #"$$L = \frac12(\hat y - y)^2, \quad \hat y = w^\top x + b$$ $$\frac{\partial L}{\partial \hat y} = \hat y - y$$ $$\frac{\partial L}{\partial w} = (\hat y - y) x$$"#,
      "defined, defined, holds, holds"
    ),
    (
      #"$$y = \sigma(wx+b), \quad L = (y-t)^2$$ $$\frac{\partial L}{\partial w} = 2(y-t)y(1-y)x, \quad \frac{\partial L}{\partial b} = (y-t)y(1-y)$$"#,
      "defined, defined, holds, mismatch"
    ),
    // What holds where the gradient is 0.
    (
      #"$$L = \frac1{2n}\|Xw-y\|_2^2$$ Setting the gradient to zero gives $X^\top X w = X^\top y$, and not $X^\top X w = 2 X^\top y$."#,
      "defined, holds, mismatch"
    ),
    (
      #"$$L = \frac1{2n}\|Xw-y\|_2^2$$ $$X^\top X w = X^\top y$$"#,
      "defined, mismatch"
    ),
    // Operators before sums.
    (
      #"$$\nabla_w \|y-Xw\|^2 + \lambda\|w\|^2 = -2X^\top(y-Xw)+2\lambda w$$ $$\frac{d}{dx} x^2 + 3x = 2x+3, \quad \frac{d}{dx} x^2 + 3x = 2x+1$$"#,
      "holds, holds, mismatch"
    ),
    // Samples in rows.
    (
      #"Let $X \in \mathbb{R}^{N\times D}$, $W \in \mathbb{R}^{D\times M}$, $b \in \mathbb{R}^M$. $$Z = XW + b, \quad \frac{\partial L}{\partial W} = X^\top \frac{\partial L}{\partial Z}, \quad \frac{\partial L}{\partial b} = \left(\frac{\partial L}{\partial Z}\right)^\top \mathbf 1, \quad \frac{\partial L}{\partial W} = X \frac{\partial L}{\partial Z}$$"#,
      "defined, holds, holds, mismatch"
    ),
    (
      #"$$P = \mathrm{softmax}(\begin{bmatrix}1&2&3\\1&1&1\end{bmatrix}) = \begin{bmatrix}0.090&0.245&0.665\\0.333&0.333&0.333\end{bmatrix}$$"#,
      "defined, holds"
    ),
    (
      #"The row-wise softmax: $$S = \begin{bmatrix}1&0\\2&1\end{bmatrix}, \quad V = \begin{bmatrix}1\\2\end{bmatrix}, \quad O = \mathrm{softmax}(S) V = \begin{bmatrix}1.2689\\1.2689\end{bmatrix}$$"#,
      "defined, defined, defined, holds"
    ),
    // Means over as many as are counted, and logarithms that say what a density is.
    (
      #"$$\bar x = \frac1n\sum_i x_i, \quad v = \frac1n\sum_i(x_i-\bar x)^2 = \frac1n\sum_i x_i^2 - \bar x^2$$ $$v = \frac{1}{n} \sum_i x_i^2 + \bar x^2$$"#,
      "defined, defined, holds, mismatch"
    ),
    (
      #"$$\log p(x) = -\frac{(x-\mu)^2}{2\sigma^2} - \log\sigma$$ $$\frac{\partial \log p}{\partial \mu} = \frac{x-\mu}{\sigma^2}, \quad \frac{\partial \log p}{\partial \sigma} = \frac{(x-\mu)^2}{\sigma^3} - \frac1\sigma, \quad \frac{\partial \log p}{\partial \mu} = \frac{\mu-x}{\sigma^2}$$"#,
      "defined, holds, holds, mismatch"
    ),
    (
      #"$$f = -\frac12(x-\mu)^\top\Sigma^{-1}(x-\mu)$$ $$\frac{\partial f}{\partial \mu} = \Sigma^{-1}(x-\mu), \quad \frac{\partial f}{\partial \mu} = \Sigma(x-\mu)$$"#,
      "defined, holds, mismatch"
    ),
    // What a side has no index of, it is for each of its places.
    (
      #"$$P_{ij} = \frac{e^{S_{ij}}}{\sum_k e^{S_{ik}}}, \quad \sum_j P_{ij} = 1, \quad \sum_i P_{ij} = 1, \quad 1 = \sum_k P_{ik}$$"#,
      "defined, holds, mismatch, holds"
    ),
    (
      #"$$P = \begin{bmatrix} 0.3 & 0.7 \\ 0.5 & 0.5 \end{bmatrix}, \quad \sum_j P_{ij} = 1, \quad \sum_i P_{ij} = 1, \quad \sum_i \sum_j P_{ij} = 2$$"#,
      "defined, holds, mismatch, holds"
    ),
    (
      #"$$g = \begin{bmatrix} 0 \\ 0 \end{bmatrix}, \quad g_i = 0$$"#, "defined, holds"
    ),
    (
      #"If $y_i = 1$, then $L = -\sum_i y_i \log p_i$."#,
      "unchecked (a condition, which isn't tried), defined"
    ),
    // Where such a thing is a condition, it is no mistake, and what rests on it none.
    (
      #"The rows of $P$ sum to one, $\sum_j P_{ij} = 1$, so $\sum_j P_{ij} - x^\top x = 1 - x^\top x$ and $\sum_i \sum_j P_{ij} b_i = \sum_i b_i$."#,
      "defined, holds, holds"
    ),
    (
      #"$$L = -\sum_i y_i \log p_i$$ If $y_i = 1$, then $p_i = 1$, and $L = -\sum_i \log p_i$. If $y_i = 0$, $\frac{\partial L}{\partial p_i} = 0$. $$\frac{\partial L}{\partial p_i} = \frac{y_i}{p_i}$$"#,
      "defined, unchecked (a condition, which isn't tried), unchecked (a condition, which isn't tried), unchecked (it may rest on p[i] = 1 for each i, which isn't tried), unchecked (a condition, which isn't tried), unchecked (a condition), mismatch"
    ),
    (
      #"$$x = \begin{bmatrix} 1 \\ 2 \end{bmatrix}$$ For $x_i = 1$ it is zero."#,
      "defined, unchecked (a condition, not met at each place)"
    ),
    (
      #"$$A_{ij} = A_{ji}, \quad \frac{\partial x^\top A x}{\partial x} = 2 A x$$"#,
      "defined, holds"
    ),
    (
      #"$$K_{ij} = -K_{ji}, \quad x^\top K x = 0$$"#,
      "defined, holds"
    ),
    // A loss of one example is no vector of losses.
    (
      #"$$s_i = \sum_j x_{ij}, \quad L = (y_i - s_i)^2$$"#,
      "defined, unchecked (nothing here says how far the index i runs)"
    ),
    // Families by two indices, of numbers, vectors and matrices; counts that have members, too.
    (
      #"$N_k = \sum_n \gamma_{nk}$, $\mu_k = \frac{1}{N_k} \sum_n \gamma_{nk} x_n$, $\Sigma_k = \frac{1}{N_k} \sum_n \gamma_{nk} (x_n - \mu_k)(x_n - \mu_k)^\top$, $\pi_k = \frac{N_k}{N}$ $$\Sigma_k = \frac{1}{N_k} \sum_{n=1}^N \gamma_{nk} x_n x_n^\top - \mu_k \mu_k^\top, \quad \sum_n \gamma_{nk} (x_n - \mu_k) = 0$$ $$\Sigma_k = \frac{1}{N_k} \sum_n \gamma_{nk} x_n x_n^\top + \mu_k \mu_k^\top$$"#,
      "defined, defined, defined, defined, holds, holds, mismatch"
    ),
    (
      #"$$Q = -\tfrac12 \sum_n \sum_k \gamma_{nk} \left( \log \det \Sigma_k + (x_n - \mu_k)^\top \Sigma_k^{-1} (x_n - \mu_k) \right)$$ For Gaussians, $$\frac{\partial Q}{\partial \mu_k} = \sum_n \gamma_{nk} \Sigma_k^{-1} (x_n - \mu_k), \quad \frac{\partial Q}{\partial \mu_k} = \sum_n \gamma_{nk} \Sigma_k (x_n - \mu_k)$$"#,
      "defined, holds, mismatch"
    ),
    (
      #"$$z_{nk} = w_k^\top x_n, \quad y_{nk} = \frac{e^{z_{nk}}}{\sum_j e^{z_{nj}}}, \quad L = -\sum_n \sum_k t_{nk} \log y_{nk}$$ $$\frac{\partial L}{\partial z_{nk}} = y_{nk} - t_{nk}, \quad \frac{\partial L}{\partial w_k} = \sum_n (y_{nk} - t_{nk}) x_n, \quad \frac{\partial L}{\partial w_k} = \sum_n (t_{nk} - y_{nk}) x_n$$"#,
      "defined, defined, defined, holds, holds, mismatch"
    ),
    (
      #"$$m = \frac1N \sum_{n=1}^N x_n, \quad N_k = \sum_n r_{nk}, \quad m_k = \frac{1}{N_k} \sum_n r_{nk} x_n$$ $$S = \sum_k N_k (m_k - m)(m_k - m)^\top$$"#,
      "defined, defined, defined, defined"
    ),
    // What the M-step holds fixed, though the E-step rests on the same means.
    (
      #"In the E-step, $$\gamma_{nk} = \frac{\exp(-\|x_n - \mu_k\|^2)}{\sum_j \exp(-\|x_n - \mu_j\|^2)}.$$ In the M-step, $$Q = -\sum_n \sum_k \gamma_{nk} \|x_n - \mu_k\|^2, \quad \frac{\partial Q}{\partial \mu_k} = 2 \sum_n \gamma_{nk} (x_n - \mu_k), \quad \mu_k = \frac{\sum_n \gamma_{nk} x_n}{\sum_n \gamma_{nk}}$$"#,
      "defined, defined, holds, defined"
    ),
    (
      #"$$\gamma_{nk} = \frac{\exp(-\|x_n - \mu_k\|^2)}{\sum_j \exp(-\|x_n - \mu_j\|^2)}, \quad Q = -\sum_n \sum_k \gamma_{nk} \|x_n - \mu_k\|^2, \quad \frac{\partial Q}{\partial \mu_k} = 2 \sum_n \gamma_{nk} (x_n - \mu_k)$$"#,
      "defined, defined, mismatch"
    ),
    // A prime on a member makes another of it.
    (
      #"$$z_i = W h_i, \quad e_{ij} = a^\top \tanh(z_i + z_j), \quad \alpha_{ij} = \frac{\exp(e_{ij})}{\sum_k \exp(e_{ik})}, \quad h_i' = \sum_j \alpha_{ij} z_j$$ $$\frac{\partial \alpha_{ij}}{\partial e_{ik}} = -\alpha_{ij} \alpha_{ik} \quad (j \neq k)$$"#,
      "defined, defined, defined, defined, holds"
    ),
    // π_k and e_i are no constants, and π and e are.
    (
      #"$$e_i = y_i - x_i, \quad S = \sum_i e_i^2 = \|y - x\|^2, \quad 2 \pi r = r \pi + r \pi$$ $$T = \sum_k \pi_k z_k^2, \quad \frac{\partial T}{\partial z_k} = 2 \pi_k z_k, \quad \frac{\partial T}{\partial z_k} = \pi_k z_k$$"#,
      "defined, defined, holds, holds, defined, holds, mismatch"
    ),
    // Where a letter runs is no datum.
    (
      #"For $k = 0, 1, 2, \dots$ and $j = 1, 2, \ldots, n$: $w_{k+1} = w_k - g_k$, $k = 1, \dots, K$"#,
      "defined"
    ),
    // A function of itself has no end.
    (
      #"$$f(x) = a g(x), \quad g(x) = f(x) + x, \quad f(3) = 2, \quad h(x) = 2 x, \quad h(h(3)) = 12$$"#,
      "defined, defined, unchecked (f would follow itself: it calls itself without an end), defined, holds"
    ),
    // More indices than there are axes.
    (
      #"$$s_i = \sum_{j,k} \frac{a_{ijk}^2}{b_j}$$"#,
      "defined"
    ),
    // Steps: x_k is a name of its own, at which functions are taken.
    (
      #"""
      $$f(x) = \tfrac12 x^\top A x - b^\top x, \quad \nabla f(x_k) = \tfrac12 (A + A^\top) x_k - b$$
      $$x_{k+1} = x_k - \alpha \nabla f(x_k) = x_k - \tfrac{\alpha}{2} (A + A^\top) x_k + \alpha b$$
      $$\nabla f(x_k) = \tfrac12 (A + A^\top) x_k + b$$
      """#, "defined, holds, defined, holds, mismatch"
    ),
    (
      #"""
      $$g(x) = x^3 - 2x, \quad g'(x_k) = 3 x_k^2 - 2$$
      $$x_{k+1} = x_k - \frac{g(x_k)}{g'(x_k)} = \frac{2 x_k^3}{3 x_k^2 - 2} = \frac{x_k^3}{3 x_k^2 - 2}$$
      """#, "defined, holds, defined, holds, mismatch"
    ),
    (
      #"$$g(x) = x^3, \quad h_i = g(z_i), \quad \frac{\partial h_i}{\partial z_i} = g'(z_i) = 3 z_i^2$$"#,
      "defined, defined, holds, holds"
    ),
    // Expectations: what is so for every distribution.
    (
      #"$$\mathbb{E}[a x + b] = a \mathbb{E}[x] + b, \quad \mathrm{Var}(a z + b) = a^2 \mathrm{Var}(z)$$"#,
      "holds, holds"
    ),
    (
      #"$$\operatorname{Var}(z) = \mathbb{E}[z^2] - \mathbb{E}[z]^2, \quad \operatorname{Var}(z) = \mathbb{E}[z^2] + \mathbb{E}[z]^2$$"#,
      "holds, mismatch"
    ),
    (#"$$\operatorname{Cov}(A x) = A \operatorname{Cov}(x) A^\top$$"#, "holds"),
    (
      #"$$\mu = \mathbb{E}[x], \quad \Sigma = \operatorname{Cov}(x), \quad \mathbb{E}[x^\top A x] = \operatorname{tr}(A \Sigma) + \mu^\top A \mu$$"#,
      "defined, defined, holds"
    ),
    (
      #"For independent $x$ and $y$, $\mathbb{E}[x y] = \mathbb{E}[x] \mathbb{E}[y]$."#,
      "unchecked (not so of every distribution; it may be of the one meant)"
    ),
    (
      #"""
      $$\mu = \mathbb{E}[X], \quad \Sigma = \mathbb{E}[(X - \mu)(X - \mu)^\top] = \mathbb{E}[X X^\top] - \mu \mu^\top$$
      $$Y = A X + b, \quad \mathbb{E}[Y] = A \mu + b, \quad \mathbb{E}[Y] = A \mu$$
      """#, "defined, defined, holds, defined, holds, mismatch"
    ),
    (
      #"$$\mathbb{E}[(y - \hat f)^2] = \operatorname{Var}(\hat f) + (\mathbb{E}[\hat f] - y)^2$$"#,
      "holds"
    ),
    (
      #"$$\hat\theta = (X^\top X)^{-1} X^\top y, \quad \mathbb{E}[\hat\theta] = \theta$$"#,
      "defined, defined"
    ),
    // Words of capitals that are functions.
    (
      #"$$RSS(\beta) = (Y - X\beta)^\top (Y - X\beta)$$ $$\frac{\partial RSS}{\partial \beta} = -2 X^\top (Y - X\beta), \quad \frac{\partial RSS}{\partial \beta} = 2 X^\top (Y - X\beta)$$"#,
      "defined, holds, mismatch"
    ),
    // Another kind of step for what steps were told of.
    (
      #"""
      $$x_{t+1} = x_t - \eta g_t, \quad x_{t+1} = x_t + v_{t+1}, \quad x_{t+1} = x_t + \eta v_{t+1}$$
      """#, "defined, defined, mismatch"
    ),
    // Derivatives by a formula that has a name.
    (
      #"$$z = W x + b, \quad L = \tfrac12 \|z - y\|^2, \quad \frac{\partial L}{\partial (W x + b)} = z - y, \quad \frac{\partial L}{\partial (W x + b)} = y - z$$"#,
      "defined, defined, holds, mismatch"
    ),
    (
      #"$$z = W x + b, \quad L = \tfrac12 \|z - y\|^2, \quad \frac{\partial L}{\partial (V x)} = z - y$$"#,
      "defined, defined, unchecked (a derivative is taken by a name, a slice of one, or vec(name))"
    ),
    // A model and its noise: the data don't change with its parameters.
    (
      #"$$Y = X\beta + \varepsilon, \quad \beta \in \mathbb{R}^p, \quad S(\beta) = (Y - X\beta)^\top (Y - X\beta), \quad \frac{\partial S}{\partial \beta} = -2 X^\top (Y - X \beta)$$"#,
      "defined, defined, holds"
    ),
    // What is a vector elsewhere may be a number here.
    (
      #"$$u = A x + y$$ $$\log(x y) = \log x + \log y, \quad \log(x y) = \log x - \log y$$"#,
      "defined, holds, mismatch"
    ),
    // The chain rule side by side, in whatever layout.
    (
      #"""
      $$z = W x + b, \quad a = \tanh(z)$$
      $$\frac{\partial L}{\partial W} = \frac{\partial L}{\partial a} \cdot \frac{\partial a}{\partial z} \cdot \frac{\partial z}{\partial W}$$
      $$\frac{\partial L}{\partial x} = \frac{\partial z}{\partial x} \frac{\partial L}{\partial z} = W^T \frac{\partial L}{\partial z}$$
      $$\frac{\partial L}{\partial x} = W \frac{\partial L}{\partial z}$$
      """#, "defined, defined, holds, holds, holds, mismatch"
    ),
    // Letters above that say which layer.
    (
      #"""
      $$z^l = w^l a^{l-1} + b^l, \quad a^l = \sigma(z^l)$$
      $$\frac{\partial C}{\partial b^l} = \frac{\partial C}{\partial z^l}$$
      $$\frac{\partial C}{\partial b^l} = 2 \frac{\partial C}{\partial z^l}$$
      """#, "defined, defined, holds, mismatch"
    ),
    (#"$$f(x) = x^n, \quad \frac{\partial f}{\partial x} = n x^{n-1}$$"#, "defined, holds"),
    // A function gets its formula within a chain.
    (
      #"$$f(x) = x^T A x = \sum_{i,j} x_i A_{ij} x_j$$ $$\nabla f(x) = (A + A^T) x$$ $$\nabla f = A x$$"#,
      "defined, holds, holds, mismatch"
    ),
    (
      #"$$s(x)_i = \frac{e^{x_i}}{\sum_j e^{x_j}}$$ $$\operatorname{softmax}(x) = s(x)$$"#,
      "defined, holds"
    ),
    // Conditions on indices.
    (
      #"""
      $$a_j = \frac{e^{z_j}}{\sum_k e^{z_k}}$$
      $$\frac{\partial a_j}{\partial z_i} = a_i (1 - a_i), \quad i = j$$
      $$\frac{\partial a_j}{\partial z_i} = -a_i a_j, \quad i \neq j$$
      $$\frac{\partial a_j}{\partial z_i} = a_i a_j, \quad i \neq j$$
      $$\frac{\partial a_j}{\partial z_i} = \begin{cases} a_i (1 - a_i) & i = j \\ -a_i a_j & i \neq j \end{cases}$$
      """#, "defined, holds, holds, mismatch, holds"
    ),
    // A display that starts with a relation goes on with the one before.
    ("$$a = (1 + 2) \\cdot 3$$\nwhich is\n$$= 3 \\cdot 3$$\n$$= 9$$", "defined, holds, holds"),
    ("$$a = 1$$ $$\\Rightarrow b = 2$$", "defined, defined"),
    // Fonts over several letters, entries of a transpose, the Hessian by x and xᵀ.
    (
      #"$$\frac{\partial \mathbf{a}^T \mathbf{X b}}{\partial \mathbf{X}} = \mathbf{a b}^T$$"#,
      "holds"
    ),
    (#"$$\operatorname{tr}(A^T B) = \sum_{i,j} A_{ij}^T B_{ji}$$"#, "holds"),
    (
      #"$$f = x^T A x$$ $$\frac{\partial^2 f}{\partial x \partial x^T} = A + A^T$$"#,
      "defined, holds"
    ),
    // Division by a vector is entry by entry.
    (
      #"$$\sigma(z) = \frac{1}{1 + e^{-z}}$$ $$c = \frac{a - y}{a (1 - a)}, \quad a (1 - a) c = a - y$$"#,
      "holds, defined, holds"
    ),
    // A square that is given.
    (
      #"""
      $$\sigma^2 = \frac1n \sum_{i=1}^n (x_i - \mu)^2$$
      $$\frac{\partial \sigma^2}{\partial \mu} = -\frac2n \sum_{i=1}^n (x_i - \mu)$$
      $$\frac{\partial \sigma^2}{\partial \mu} = \frac2n \sum_{i=1}^n (x_i - \mu)$$
      """#, "defined, holds, mismatch"
    ),
    // What nothing tells can't be wrong.
    (
      #"$$z = W a + b$$ $$\frac{\partial L}{\partial W} = 2 \frac{\partial L}{\partial h} \frac{\partial h}{\partial z} \frac{\partial z}{\partial W}$$"#,
      "defined, unchecked (nothing says how h rests on z)"
    ),
    (
      #"$$\frac{\partial f}{\partial u_i} = \frac{\partial f}{\partial y_i} \gamma$$"#,
      "unchecked (nothing says how u, y rest on each other)"
    ),
    (#"$$\frac{\partial L}{\partial z} = \hat{y} - y$$"#, "unchecked (nothing says what L is)"),
    (
      #"$$C = \frac12 \sum_j (y_j - a_j)^2$$ $$\frac{\partial C}{\partial b_j} = a_j - y_j$$"#,
      "defined, unchecked (nothing says how C rests on b)"
    ),
    (
      #"$$\frac{\partial}{\partial X} \sum \operatorname{spectrum}(X) = I$$"#,
      "unchecked (nothing says what spectrum is)"
    ),
    (
      #"$$L = \sum_i (w^T x_i)^2$$ $$\frac{\partial L}{\partial w} = 2 X^T X w$$"#,
      "defined, unchecked (nothing says what X is)"
    ),
    // Primes are derivatives where transposes make no sense.
    (#"$$y = x^2, \quad y' = 2x$$ $$y'' = 2$$"#, "defined, holds, holds"),
    (#"$$y = x^2, \quad y' = 3x$$ $$(x^3)' = 2x^2$$"#, "defined, mismatch, mismatch"),
    (#"$$(\sin x)' = \cos x$$ $$(\cos x)' = \sin x$$"#, "holds, mismatch"),
    (#"$$(uv)' = u'v + uv'$$ $$(u/v)' = \frac{u'v + uv'}{v^2}$$"#, "holds, mismatch"),
    (#"$$k = r^3, \quad k'(2) = 12$$ $$k'(2) = 13$$"#, "defined, holds, mismatch"),
    (#"$$p(t) = t^3, \quad p' = 3t^2, \quad p''(t) = 5t$$"#, "defined, holds, mismatch"),
    (#"$$a = x^\top B x, \quad a' = a$$ $$(A B)' = B' A'$$"#, "defined, holds, holds"),
    (#"$$\nabla_x (x' B x) = (B + B) x$$"#, "mismatch"),
    (#"$$q' = -3q$$"#, "unchecked (q' may be a derivative of q or another name)"),
    // Digits in groups.
    (
      #"$$N = 1,000,000$$ $$N / 10{,}000 = 100$$ $$10\,000 / 10 = 1\,000$$ $$p = 0{,}5, \quad 4 p = 2$$"#,
      "defined, holds, holds, defined, holds"
    ),
    (
      #"$$q = (1,000 - 1) \cdot 2 = 1,998$$ $$a = (1,200), \quad a^T a = 40001$$"#,
      "defined, holds, defined, holds"
    ),
    // Conditions say what their letters are.
    (#"$$S = X^T X$$ $$S w = \lambda w$$"#, "defined, defined"),
    (#"$$P = P^\top$$ $$\nabla_x (x^\top P x) = 2 P x$$"#, "defined, holds"),
    (#"$$Q \in \mathbb{S}^n_{++}, \quad Q^\top = Q$$"#, "holds"),
    (#"$$\operatorname{tr}(I) = n$$ $$\operatorname{tr}(I_m) = m$$"#, "holds, holds"),
    (#"$$M = p p^\top, \quad M p = q$$ $$q = (p^\top p) p$$"#, "defined, holds, defined"),
    (#"$$M = p p^\top, \quad M p = q$$ $$q^\top q = (p^\top p)^3$$"#, "defined, defined, holds"),
    (#"$$A x = b$$ $$x = A^{-1} b$$"#, "holds, defined"),
    // A letter that is used again for another thing.
    (
      #"$$z = W a + b$$ $$\frac{\partial z}{\partial a} = W$$ $$z = \mu + \sigma \epsilon$$"#,
      "defined, holds, defined"
    ),
    // Sums that count from 0.
    (#"$$\sum_{i=0}^{n-1} z_i^2 = z^\top z$$"#, "holds"),
    (
      #"$$u = \begin{bmatrix} 1 \\ 2 \\ 3 \end{bmatrix}$$ $$\sum_{i=0}^{2} i u_i = 8$$ $$\sum_{i=0}^{1} u_i = 4$$"#,
      "defined, holds, mismatch"
    ),
    // Differentials.
    (#"$$d(XY) = (dX) Y + X dY$$ $$d(X^{-1}) = X^{-1} (dX) X^{-1}$$"#, "holds, mismatch"),
    (
      #"$$\partial(XY) = (\partial X) Y + X (\partial Y)$$ $$\partial(\ln(\det(X))) = \operatorname{Tr}(X^{-1}\partial X)$$"#,
      "holds, holds"
    ),
    (
      #"$$f = x^\top P x, \quad df = x^\top (P + P^\top) dx$$ $$df = x^\top P dx$$"#,
      "defined, holds, mismatch"
    ),
    (#"$$d(X^{-1}) X + X^{-1} dX = 0$$"#, "holds"),
    // Dots that anybody can fill in.
    (
      #"$$\mathbf{x} = \begin{bmatrix} x_1 \\ \vdots \\ x_n \end{bmatrix}$$ $$s = x_1^2 + x_2^2 + \cdots + x_n^2 = 2 x^\top x$$"#,
      "defined, defined, mismatch"
    ),
    (
      #"$$z = w_1 x_1 + w_2 x_2 + ... + w_n x_n + b = w^\top x + b$$ $$f(x_1, \dots, x_n) = \sum_{i=1}^n x_i^3$$"#,
      "defined, holds, defined"
    ),
    (
      #"""
      $$f = \sum_{i=1}^n x_i^3, \quad \nabla_x f = \begin{bmatrix} \frac{\partial f}{\partial x_1} \\ \vdots \\ \frac{\partial f}{\partial x_n} \end{bmatrix} = \begin{bmatrix} 3 x_1^2 \\ \vdots \\ 3 x_n^2 \end{bmatrix}$$
      $$u = A x, \quad \begin{bmatrix} \frac{\partial u_1}{\partial x_1} & \cdots & \frac{\partial u_1}{\partial x_n} \\ \vdots & \ddots & \vdots \\ \frac{\partial u_m}{\partial x_1} & \cdots & \frac{\partial u_m}{\partial x_n}\end{bmatrix} = A$$
      """#, "defined, holds, holds, defined, holds"
    ),
    // Labels, units, steps, numbers for letters.
    (
      #"$$P_{k|k-1} = F P_{k-1|k-1} F^T + Q, \quad P_{k|k-1} - Q = F P_{k-1|k-1} F^\top$$"#,
      "defined, holds"
    ),
    (
      #"$$E_total = E_y1 + E_y2, \quad E_{total} - E_{y1} = E_{y2}$$"#, "defined, holds"
    ),
    (#"$$\frac{5 + 10}{5} = 3 \text{ cents}, \quad 2 \cdot 2 = 5 \text{kg}$$"#, "holds, mismatch"),
    (
      #"$$\theta := \theta - \alpha \nabla_\theta J, \quad \theta = \theta - g$$"#,
      "defined, defined"
    ),
    (
      #"$$z = w x + b$$ $$z = 0.5 \cdot 2 + 0.1 = 1.1$$ $$\sigma(z) = 0.7503, \quad 2 w = 1.2$$"#,
      "defined, holds, holds, holds, mismatch"
    ),
    (
      #"$$\frac{2a \cdot a - a^2}{a^2} = 1$$ $$\frac{2a \cdot a - a^2}{a^2} = 2$$"#,
      "holds, mismatch"
    ),
    (#"$$\frac{d}{dx}(c) = 0$$"#, "holds"),
    (#"$$h(x) = \theta^\top x, \quad 2 h_\theta(x) = 2 \sum_i \theta_i x_i$$"#, "defined, holds"),
    ("$$a = (1 + 2) \\cdot 3 =$$ $$= 3 \\cdot 3 =$$ $$9$$", "defined, holds, holds"),
    // Names with a prime, words, aims, suppositions, members that are declared.
    (
      #"$$X'_i = \frac{X_i - \mu}{c}$$ $$Y_i = \gamma X'_i + \beta$$ $$c (Y_i - \beta) = \gamma (X_i - \mu)$$"#,
      "defined, defined, holds"
    ),
    (#"$$\theta' = \theta - \alpha g$$ $$\theta - \theta' = \alpha g$$"#, "defined, holds"),
    (#"$$Loss = \frac12 e^2$$ $$2 Loss = e^2$$"#, "defined, holds"),
    (
      #"$$x = [x_1, x_2]^T$$ $$\min f(x) = x_1^2 + x_1 x_2$$ $$\nabla f(x) = \begin{bmatrix} 2x_1 + x_2 \\ x_1 \end{bmatrix}$$"#,
      "defined, defined, holds"
    ),
    (
      #"$$m = \frac1n \sum_i x_i$$ $$S = \sum_i (x_i - m)^2$$ $$m = 0$$ $$S = \sum_i x_i^2$$"#,
      "defined, defined, unchecked (no value for x), holds"
    ),
    (
      #"$m = \frac{1}{N} \sum_{i=1}^N x_i$, $x_i \in \mathbb{R}^d$ $$\sum_{i=1}^N (u^{\top} x_i)^2 = \sum_{i=1}^N (u^{\top} x_i) (x_i^{\top} u)$$"#,
      "defined, holds"
    ),
    (#"$$x^{k+1} = x^k - \alpha d^k$$ $$x^1 = x^0 - \alpha d$$"#, "defined, defined"),
    (#"$$C V = \lambda V$$ $$2 S u = 2 \lambda u$$"#, "defined, defined"),
    // What a function is differentiated by is no estimate yet.
    (
      #"$$\ell(\mu) = -\sum_{n=1}^{N} (x_n - \mu)^2$$ $$\frac{\partial \ell}{\partial \mu} = 4 \sum_{n=1}^N (x_n - \mu)$$ $$\mu = \frac1N \sum_{n=1}^N x_n$$"#,
      "defined, mismatch, defined"
    ),
    // An equation that can't be read to its end isn't cut.
    (
      #"$$y = \frac12 \foo x$$ $$y = 3$$"#,
      #"unchecked (can't read this: can't read \foo here), defined"#
    ),
  ]

  @Test(arguments: notes.indices)
  func note(_ index: Int) throws {
    let (note, verdicts) = Self.notes[index]
    let said = try Self.verdicts(note)
    #expect(said == verdicts)
  }
}
