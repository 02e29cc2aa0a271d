// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <elf.h>
#include <malloc.h>
#include <semaphore.h>
#include <sys/auxv.h>
#include <sys/timex.h>
#include <time.h>

// Declared by glibc only under _GNU_SOURCE. `sem_timedwait` counts by the wall clock, and a thread that waits by it sleeps
// through its work when that clock is set back.
extern int sem_clockwait(sem_t *semaphore, clockid_t clock, const struct timespec *deadline);
