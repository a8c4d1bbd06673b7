/*
 * Ports for unit tests: a clock that stands but for what is slept, and a sequence of numbers that
 * is the same each time.
 */
#ifndef LOCALHSM_FIXED_PORTS_H
#define LOCALHSM_FIXED_PORTS_H

#include "ports.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct fixed {
	int64_t now;
	uint64_t seed;
	uint64_t slept; /* milliseconds */
	unsigned sleeps;
	void (*while_asleep)(unsigned sleeps); /* what happens in the meantime; or NULL */
	bool is_interrupted;                   /* the next sleep is ended by the user */
};

static int64_t fixed_now(void *context)
{
	return ((struct fixed *)context)->now;
}

/* splitmix64. */
static int fixed_random(void *context, void *data, size_t len)
{
	struct fixed *fixed = context;
	unsigned char *out = data;

	for (size_t i = 0; i < len; i++) {
		uint64_t z = (fixed->seed += UINT64_C(0x9e3779b97f4a7c15));

		z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
		z = (z ^ (z >> 27)) * UINT64_C(0x94d049bb133111eb);
		out[i] = (unsigned char)(z >> 56);
	}
	return 0;
}

static bool fixed_sleep(void *context, unsigned milliseconds)
{
	struct fixed *fixed = context;

	if (fixed->is_interrupted)
		return false;
	fixed->now += (int64_t)milliseconds * 1000;
	fixed->slept += milliseconds;
	fixed->sleeps++;
	if (fixed->while_asleep)
		fixed->while_asleep(fixed->sleeps);
	return true;
}

static struct ports fixed_ports(struct fixed *fixed)
{
	fixed->now = INT64_C(1795190400000000);
	fixed->seed = 1;
	return (struct ports){fixed, fixed_now, fixed_random, NULL, fixed_sleep};
}

#endif
