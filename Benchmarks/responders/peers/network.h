/* The sockets of the peers. */
#ifndef NETWORK_H
#define NETWORK_H

#include "session.h"

#include <netinet/in.h>

/* A socket for what all sessions hear. */
int network_listen(void);

/* A socket for what one session says: its own address and port, TTL 255 and, as OVN's, no checksum.
 * `address` is in host order. */
int network_speak(uint32_t address, uint16_t port);

/* A packet's way here. */
struct arrival {
    int64_t time;
    /* The address that it was sent to, in host order. */
    uint32_t destination;
};

/* Calls `hear` with each packet that waits in `listener`. */
void network_drain(int listener, void (*hear)(const struct packet *, struct arrival));

#endif
