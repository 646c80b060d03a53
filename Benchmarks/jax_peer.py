"""The net of this folder in JAX: derived by it, compiled once, in double precision.

Prints the time of the loop in seconds, without the compilation, and the result.
"""
import sys
import time

import jax
import jax.numpy as jnp

jax.config.update("jax_enable_x64", True)


def filled(function, rows, columns):
    entries = function(jnp.arange(1, rows * columns + 1, dtype=jnp.float64))
    return entries.reshape((columns, rows)).T


def net(inputs, hidden, outputs, batch, steps):
    X = filled(jnp.sin, inputs, batch)
    Y = jax.nn.softmax(filled(jnp.cos, outputs, batch), axis=0)
    parameters = (
        filled(jnp.sin, hidden, inputs) / jnp.sqrt(inputs),
        jnp.zeros((hidden, 1)),
        filled(jnp.cos, outputs, hidden) / jnp.sqrt(hidden),
        jnp.zeros((outputs, 1)),
    )

    def loss(parameters):
        W1, b1, W2, b2 = parameters
        v = W2 @ jnp.tanh(W1 @ X + b1) + b2
        return -(Y * jax.nn.log_softmax(v, axis=0)).sum() / batch

    @jax.jit
    def step(parameters):
        return tuple(p - 0.1 * g for p, g in zip(parameters, jax.grad(loss)(parameters)))

    # The same kinds of arguments as in the loop, so that it compiles nothing.
    jax.block_until_ready(step(step(parameters)))
    start = time.perf_counter()
    for _ in range(steps):
        parameters = step(parameters)
    jax.block_until_ready(parameters)
    return time.perf_counter() - start, loss(parameters)


print(*net(*map(int, sys.argv[2:])))
