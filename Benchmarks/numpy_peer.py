"""The programs of this folder in NumPy, with the backward pass written by hand.

Prints the time of the loop in seconds and the result.
"""
import sys
import time

import numpy as np


def filled(function, rows, columns):
    entries = function(np.arange(1, rows * columns + 1, dtype=float))
    return entries.reshape((rows, columns), order="F")


def softmax(v):
    e = np.exp(v - v.max(axis=0))
    return e / e.sum(axis=0)


def net(inputs, hidden, outputs, batch, steps):
    X = np.ascontiguousarray(filled(np.sin, inputs, batch))
    Y = softmax(filled(np.cos, outputs, batch))
    W1 = np.ascontiguousarray(filled(np.sin, hidden, inputs)) / np.sqrt(inputs)
    W2 = np.ascontiguousarray(filled(np.cos, outputs, hidden)) / np.sqrt(hidden)
    b1 = np.zeros((hidden, 1))
    b2 = np.zeros((outputs, 1))
    start = time.perf_counter()
    for _ in range(steps):
        h = np.tanh(W1 @ X + b1)
        o = softmax(W2 @ h + b2)
        dv = (o - Y) / batch
        du = (W2.T @ dv) * (1 - h * h)
        W2 = W2 - 0.1 * (dv @ h.T)
        b2 = b2 - 0.1 * dv.sum(axis=1, keepdims=True)
        W1 = W1 - 0.1 * (du @ X.T)
        b1 = b1 - 0.1 * du.sum(axis=1, keepdims=True)
    seconds = time.perf_counter() - start
    o = softmax(W2 @ np.tanh(W1 @ X + b1) + b2)
    return seconds, -(Y * np.log(o)).sum() / batch


def product(n, steps):
    v = np.sin(np.arange(1, n + 1, dtype=float))
    A = np.eye(n) - 2 / (v @ v) * np.outer(v, v)
    C = np.ascontiguousarray(filled(np.cos, n, n))
    start = time.perf_counter()
    for _ in range(steps):
        C = A @ C
    return time.perf_counter() - start, np.trace(C)


programs = {"net": net, "product": product}
print(*programs[sys.argv[1]](*map(int, sys.argv[2:])))
