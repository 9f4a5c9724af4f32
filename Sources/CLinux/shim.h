// What Swift's Glibc module lacks: GNU extensions, variadics and function-like macros.
#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif

// Before any kernel header, or the two definitions of sockaddr_in6 collide in whoever imports both.
#include <netinet/in.h>

#include <sched.h>

// unshare(2) with its flag, which is a macro that Swift does not import.
static inline int linux_unshare_network(void) { return unshare(CLONE_NEWNET); }
