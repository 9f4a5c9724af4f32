#define _GNU_SOURCE
#include "network.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>

#define BATCH 64
#define CONTROL_PORT 3784
#define ANCILLARY (CMSG_SPACE(sizeof(struct timespec)) + CMSG_SPACE(sizeof(struct in_pktinfo)))

static void bind_or_exit(int descriptor, uint32_t address, uint16_t port)
{
    struct sockaddr_in own = {
        .sin_family = AF_INET, .sin_addr.s_addr = htonl(address), .sin_port = htons(port)};
    if (bind(descriptor, (struct sockaddr *)&own, sizeof own)) {
        perror("bind");
        exit(1);
    }
}

int network_listen(void)
{
    int listener = socket(AF_INET, SOCK_DGRAM, 0), on = 1, buffer = 8 << 20;
    setsockopt(listener, SOL_SOCKET, SO_TIMESTAMPNS, &on, sizeof on);
    setsockopt(listener, IPPROTO_IP, IP_PKTINFO, &on, sizeof on);
    setsockopt(listener, SOL_SOCKET, SO_RCVBUFFORCE, &buffer, sizeof buffer);
    bind_or_exit(listener, INADDR_ANY, CONTROL_PORT);
    return listener;
}

int network_speak(uint32_t address, uint16_t port)
{
    int speaker = socket(AF_INET, SOCK_DGRAM, 0), ttl = 255, on = 1;
    setsockopt(speaker, IPPROTO_IP, IP_TTL, &ttl, sizeof ttl);
    setsockopt(speaker, SOL_SOCKET, SO_NO_CHECK, &on, sizeof on);
    bind_or_exit(speaker, address, port);
    return speaker;
}

static struct arrival arrival_of(struct msghdr *message)
{
    struct arrival arrival = {0};
    for (struct cmsghdr *part = CMSG_FIRSTHDR(message); part; part = CMSG_NXTHDR(message, part)) {
        if (part->cmsg_level == SOL_SOCKET && part->cmsg_type == SO_TIMESTAMPNS) {
            struct timespec time;
            memcpy(&time, CMSG_DATA(part), sizeof time);
            arrival.time = time.tv_sec * SECOND + time.tv_nsec;
        } else if (part->cmsg_level == IPPROTO_IP && part->cmsg_type == IP_PKTINFO) {
            struct in_pktinfo information;
            memcpy(&information, CMSG_DATA(part), sizeof information);
            arrival.destination = ntohl(information.ipi_addr.s_addr);
        }
    }
    return arrival;
}

void network_drain(int listener, void (*hear)(const struct packet *, struct arrival))
{
    static struct packet packets[BATCH];
    static char ancillary[BATCH][ANCILLARY];
    struct iovec parts[BATCH];
    struct mmsghdr messages[BATCH];
    int received;
    do {
        for (int i = 0; i < BATCH; i++) {
            parts[i] = (struct iovec){&packets[i], sizeof packets[i]};
            messages[i].msg_hdr = (struct msghdr){
                .msg_iov = &parts[i],
                .msg_iovlen = 1,
                .msg_control = ancillary[i],
                .msg_controllen = sizeof ancillary[i],
            };
        }
        received = recvmmsg(listener, messages, BATCH, MSG_DONTWAIT, NULL);
        for (int i = 0; i < received; i++) {
            if (messages[i].msg_len == sizeof packets[i]) {
                hear(&packets[i], arrival_of(&messages[i].msg_hdr));
            }
        }
    } while (received == BATCH);
}
