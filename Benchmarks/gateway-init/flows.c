/* New flows through a gateway, one packet each.
 *
 *     flows SOURCE DESTINATION BATCHES FLOWS
 *
 * Sends BATCHES times FLOWS UDP datagrams from SOURCE, each to another port of DESTINATION, and
 * prints for each batch the nanoseconds that a flow took. Over veth a packet's whole way through
 * the gateway, translation included, is walked by the call that sends it. */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <time.h>

#define MOST_PORTS 65535

static int64_t now(void)
{
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return time.tv_sec * 1000000000LL + time.tv_nsec;
}

int main(int argc, char **argv)
{
    long batches = argc == 5 ? atol(argv[3]) : 0, flows = argc == 5 ? atol(argv[4]) : 0;
    if (batches < 1 || flows < 1 || batches * flows > MOST_PORTS) {
        fprintf(stderr, "usage: flows SOURCE DESTINATION BATCHES FLOWS, %d flows in all at most\n",
                MOST_PORTS);
        return 64;
    }
    struct sockaddr_in source = {.sin_family = AF_INET, .sin_addr.s_addr = inet_addr(argv[1])};
    struct sockaddr_in destination = {.sin_family = AF_INET,
                                      .sin_addr.s_addr = inet_addr(argv[2])};
    int descriptor = socket(AF_INET, SOCK_DGRAM, 0);
    if (bind(descriptor, (struct sockaddr *)&source, sizeof source)) {
        perror("bind");
        return 1;
    }
    uint16_t port = 0;
    for (long batch = 0; batch < batches; batch++) {
        int64_t begin = now();
        for (long flow = 0; flow < flows; flow++) {
            destination.sin_port = htons(++port);
            if (sendto(descriptor, "", 1, 0, (struct sockaddr *)&destination,
                       sizeof destination) != 1) {
                perror("sendto");
                return 1;
            }
        }
        printf("%.1f\n", (double)(now() - begin) / (double)flows);
    }
    return 0;
}
