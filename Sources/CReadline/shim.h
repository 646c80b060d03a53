#pragma once
// GNU readline's headers use FILE without including it.
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <readline/readline.h>
#include <readline/history.h>
#include <sys/select.h>

/// Waits until a file descriptor can be read or a signal comes. The mask is in force inside the
/// call alone, so that no signal is lost between a look at a flag and the wait.
/// Answers 1 for input, 0 for a signal, -1 for an error.
static inline int mx_wait_for_input(int descriptor, const sigset_t *mask) {
  fd_set descriptors;
  FD_ZERO(&descriptors);
  FD_SET(descriptor, &descriptors);
  int count = pselect(descriptor + 1, &descriptors, NULL, NULL, NULL, mask);
  if (count > 0) return 1;
  return errno == EINTR ? 0 : -1;
}

/// Whether a key does readline's own completion. Swift can't compare C functions.
static inline int mx_is_bound_to_completion(const char *key, Keymap map) {
  return rl_function_of_keyseq(key, map, NULL) == rl_complete;
}
