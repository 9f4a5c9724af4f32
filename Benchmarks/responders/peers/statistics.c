#include "statistics.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

void statistics_reset(struct statistics *statistics, int64_t time)
{
    memset(statistics, 0, sizeof *statistics);
    statistics->begin = time;
}

void statistics_gap(struct statistics *statistics, int64_t gap)
{
    int step = gap > 1 ? (int)(log2((double)gap) * STEPS_PER_DOUBLING) : 0;
    statistics->gaps[step < STEPS ? step : STEPS - 1]++;
    statistics->gap_count++;
    if (gap > statistics->longest_gap) {
        statistics->longest_gap = gap;
    }
}

int64_t statistics_percentile(const struct statistics *statistics, double share)
{
    uint64_t wanted = (uint64_t)ceil(share * (double)statistics->gap_count), seen = 0;
    for (int step = 0; step < STEPS; step++) {
        seen += statistics->gaps[step];
        if (seen >= wanted && seen > 0) {
            int64_t top = (int64_t)exp2((step + 1.0) / STEPS_PER_DOUBLING);
            return top < statistics->longest_gap ? top : statistics->longest_gap;
        }
    }
    return 0;
}

void statistics_print(const struct statistics *statistics, int sessions, int up, int64_t time)
{
    printf("{\"sessions\": %d, \"up\": %d, \"seconds\": %.3f, \"heard\": %llu, \"sent\": %llu, "
           "\"expired\": %llu, \"signalled\": %llu, \"gap_median\": %.3f, \"gap_p999\": %.3f, "
           "\"gap_max\": %.3f, \"own_lateness\": %.3f}\n",
           sessions, up, (double)(time - statistics->begin) / 1e9,
           (unsigned long long)statistics->heard, (unsigned long long)statistics->sent,
           (unsigned long long)statistics->expired, (unsigned long long)statistics->signalled,
           (double)statistics_percentile(statistics, 0.5) / 1e6,
           (double)statistics_percentile(statistics, 0.999) / 1e6,
           (double)statistics->longest_gap / 1e6, (double)statistics->worst_lateness / 1e6);
    fflush(stdout);
}
