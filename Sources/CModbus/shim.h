// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <modbus/modbus.h>
#include <sched.h>
#include <sys/eventfd.h>
#include <time.h>

// Declared by glibc only under _GNU_SOURCE.
// For measurements, which say on how many processor cores they were taken.
extern int sched_getaffinity(__pid_t thread, size_t size, cpu_set_t *cores);
extern int sched_setaffinity(__pid_t thread, size_t size, const cpu_set_t *cores);
