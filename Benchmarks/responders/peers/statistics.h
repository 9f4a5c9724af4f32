/* What one window of measurement has seen. */
#ifndef STATISTICS_H
#define STATISTICS_H

#include <stdint.h>

/* Gaps by length, 32 steps to each doubling: percentiles are exact to 3 %. */
#define STEPS_PER_DOUBLING 32
#define STEPS (STEPS_PER_DOUBLING * 40)

struct statistics {
    int64_t begin;
    uint64_t heard, sent, expired, signalled;
    uint64_t gaps[STEPS], gap_count;
    int64_t longest_gap, worst_lateness;
};

void statistics_reset(struct statistics *statistics, int64_t time);

/* Notes that a session that is Up heard nothing for `gap` nanoseconds. */
void statistics_gap(struct statistics *statistics, int64_t gap);

/* The length, in nanoseconds, that `share` of all gaps do not exceed. */
int64_t statistics_percentile(const struct statistics *statistics, double share);

/* Prints one line of JSON; times in it are in milliseconds. */
void statistics_print(const struct statistics *statistics, int sessions, int up, int64_t time);

#endif
