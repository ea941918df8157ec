/* Shared by the two floor programs: the bare minimum of error handling, because a floor that failed is no measurement. */
#pragma once

#define _GNU_SOURCE
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define MUST(call)                                                                    \
  do {                                                                                \
    if ((call) < 0) {                                                                 \
      fprintf(stderr, "%s:%d: %s: %s\n", __FILE__, __LINE__, #call, strerror(errno)); \
      _exit(99);                                                                      \
    }                                                                                 \
  } while (0)
