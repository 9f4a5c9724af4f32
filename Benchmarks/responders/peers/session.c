/* OVN's side of the protocol (controller/pinctrl.c of ovn-org/ovn, bfd_monitor_*), in what a
 * responder can notice: it never polls, answers Poll with Final, finds its session by Your
 * Discriminator and ignores zero there, sends at its configured rate in every state, and tells of a
 * change of state in its next periodic packet. In one thing it keeps to RFC 5880 §6.8.7 instead:
 * when the responder lowers Required Min RX, the next packet moves forward. FRR advertises a second
 * until it is Up and expects packets at once after that; beside OVN it therefore flaps for ever. */
#include "session.h"

#include <arpa/inet.h>
#include <stdlib.h>
#include <time.h>

int64_t now(void)
{
    struct timespec time;
    clock_gettime(CLOCK_REALTIME, &time);
    return time.tv_sec * SECOND + time.tv_nsec;
}

static int64_t larger(int64_t one, int64_t other)
{
    return one > other ? one : other;
}

struct session session_make(const struct timers *timers, uint32_t discriminator, int64_t first)
{
    return (struct session){
        .timers = timers,
        .discriminator = discriminator,
        .state = DOWN,
        .remote_min_rx = 1,
        .next_transmission = first,
    };
}

struct packet session_packet(const struct session *session, int flags)
{
    return (struct packet){
        .version_and_diagnostic = 1 << 5,
        .state_and_flags = (uint8_t)(session->state << 6 | flags),
        .multiplier = (uint8_t)session->timers->multiplier,
        .length = sizeof(struct packet),
        .my_discriminator = htonl(session->discriminator),
        .your_discriminator = htonl(session->remote_discriminator),
        .desired_min_tx = htonl((uint32_t)(session->timers->tx / 1000)),
        .required_min_rx = htonl((uint32_t)(session->timers->rx / 1000)),
    };
}

static int64_t interval(const struct session *session)
{
    return larger(session->timers->tx, session->remote_min_rx);
}

enum loss session_hear(struct session *session, const struct packet *packet, int64_t arrival)
{
    enum state remote = packet->state_and_flags >> 6, before = session->state;
    session->remote_discriminator = ntohl(packet->my_discriminator);
    session->remote_min_rx = ntohl(packet->required_min_rx) * 1000LL;
    session->detection_time = packet->multiplier
        * larger(ntohl(packet->desired_min_tx) * 1000LL, session->timers->rx);
    session->last_arrival = arrival;
    if (session->next_transmission > arrival + interval(session)) {
        session->next_transmission = arrival + interval(session);
    }
    switch (before) {
    case ADMIN_DOWN:
        break;
    case DOWN:
        session->state = remote == DOWN ? INIT : remote == INIT ? UP : DOWN;
        break;
    case INIT:
        session->state = remote >= INIT ? UP : remote == ADMIN_DOWN ? DOWN : INIT;
        break;
    case UP:
        session->state = remote <= DOWN ? DOWN : UP;
        break;
    }
    if (session->state != before) {
        session->since = arrival;
    }
    return before == UP && session->state != UP ? SIGNALLED : KEPT;
}

enum loss session_check(struct session *session, int64_t time)
{
    enum state before = session->state;
    if (before < INIT || time < session->last_arrival + session->detection_time) {
        return KEPT;
    }
    session->state = DOWN;
    session->since = time;
    session->remote_discriminator = 0;
    return before == UP ? EXPIRED : KEPT;
}

void session_schedule(struct session *session, int64_t time)
{
    int64_t gap = interval(session);
    session->next_transmission = time + gap - random() % (gap / 4 + 1);
}
