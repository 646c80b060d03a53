// How much memory there is to have.
#include "CKernels.h"

#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

// The number after `key` in a file of lines `key number`, or alone in a file for an empty key.
static int read_number(const char *path, const char *key, uint64_t *number) {
  FILE *file = fopen(path, "re");
  if (!file) return 0;
  char line[256];
  size_t length = strlen(key);
  unsigned long long value;
  int found = 0;
  while (!found && fgets(line, sizeof line, file)) {
    found = strncmp(line, key, length) == 0 && sscanf(line + length, "%llu", &value) == 1;
  }
  fclose(file);
  if (found) *number = value;
  return found;
}

size_t mx_available_memory(void) {
  uint64_t available, limit, used, pages;
  if (read_number("/proc/meminfo", "MemAvailable:", &available)) {
    available *= 1024;
  } else {
    available = (uint64_t)sysconf(_SC_PHYS_PAGES) * (uint64_t)sysconf(_SC_PAGESIZE);
  }
  // A container's limit, in the two forms that Linux has had; "max" isn't a number and limits nothing.
  if ((read_number("/sys/fs/cgroup/memory.max", "", &limit) &&
       read_number("/sys/fs/cgroup/memory.current", "", &used)) ||
      (read_number("/sys/fs/cgroup/memory/memory.limit_in_bytes", "", &limit) &&
       read_number("/sys/fs/cgroup/memory/memory.usage_in_bytes", "", &used))) {
    uint64_t left = limit > used ? limit - used : 0;
    if (left < available) available = left;
  }
  struct rlimit address_space;
  if (getrlimit(RLIMIT_AS, &address_space) == 0 && address_space.rlim_cur != RLIM_INFINITY &&
      read_number("/proc/self/statm", "", &pages)) {
    used = pages * (uint64_t)sysconf(_SC_PAGESIZE);
    uint64_t left = address_space.rlim_cur > used ? address_space.rlim_cur - used : 0;
    if (left < available) available = left;
  }
  return available > SIZE_MAX ? SIZE_MAX : (size_t)available;
}
