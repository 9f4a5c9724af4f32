/* One BFD session as OVN's controller keeps it. Times are in nanoseconds of CLOCK_REALTIME, which
 * is the clock of the kernel's receive timestamps. */
#ifndef SESSION_H
#define SESSION_H

#include <stdbool.h>
#include <stdint.h>

#define MILLISECOND 1000000LL
#define SECOND 1000000000LL

enum state { ADMIN_DOWN, DOWN, INIT, UP };
enum flag { FINAL = 0x10, POLL = 0x20 };

struct packet {
    uint8_t version_and_diagnostic, state_and_flags, multiplier, length;
    uint32_t my_discriminator, your_discriminator;
    uint32_t desired_min_tx, required_min_rx, required_min_echo_rx;
} __attribute__((packed));

/* What both ends of every session are configured with. */
struct timers {
    int64_t tx, rx;
    int multiplier;
};

struct session {
    const struct timers *timers;
    uint32_t discriminator, remote_discriminator;
    enum state state;
    int64_t remote_min_rx, detection_time;
    int64_t next_transmission, last_arrival, since;
};

/* Why a session left Up. */
enum loss { KEPT, EXPIRED, SIGNALLED };

int64_t now(void);

/* A session that is Down and has heard nothing. */
struct session session_make(const struct timers *timers, uint32_t discriminator, int64_t first);

/* The next packet of `session`, with `flags`. */
struct packet session_packet(const struct session *session, int flags);

/* Takes a packet that arrived at `arrival`. */
enum loss session_hear(struct session *session, const struct packet *packet, int64_t arrival);

/* Notices silence, as OVN does: only when it is about to transmit. */
enum loss session_check(struct session *session, int64_t time);

/* Chooses the time of the transmission after one at `time`. */
void session_schedule(struct session *session, int64_t time);

#endif
