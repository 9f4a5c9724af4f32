// What Swift's Glibc module lacks: GNU extensions, variadics and function-like macros.

// First without the extensions, under which fd_set's field has another name than in the modules of
// whoever imports Foundation too; then with them.
#include <sys/select.h>
#undef _FEATURES_H
#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif
#include <features.h>

// Before any kernel header, or the two definitions of sockaddr_in6 collide in whoever imports both.
#include <netinet/in.h>

#include <netpacket/packet.h>
#include <sched.h>

// unshare(2) with its flag, which is a macro that Swift does not import.
static inline int linux_unshare_network(void) { return unshare(CLONE_NEWNET); }

// setns(2), likewise.
static inline int linux_enter_network(int descriptor) { return setns(descriptor, CLONE_NEWNET); }
