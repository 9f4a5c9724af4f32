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

#include <sched.h>

// unshare(2) with its flag, which is a macro that Swift does not import.
static inline int linux_unshare_network(void) { return unshare(CLONE_NEWNET); }

// For bfdd and its control channel: headers that the Glibc module leaves out, and GNU extensions.
#include <linux/filter.h>
#include <poll.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/prctl.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <syslog.h>
#include <time.h>
#include <unistd.h>

// accept4(2) is an extension.
static inline int linux_accept(int listener) {
    return accept4(listener, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC);
}

// The uid of SO_PEERCRED's struct ucred, which is an extension; negative if there is none.
static inline long linux_peer_uid(int descriptor) {
    struct ucred credentials;
    socklen_t length = sizeof credentials;
    if (getsockopt(descriptor, SOL_SOCKET, SO_PEERCRED, &credentials, &length)) return -1;
    return credentials.uid;
}

// ppoll(2) is an extension; without a signal mask.
static inline int linux_wait(struct pollfd *events, nfds_t count, const struct timespec *timeout) {
    return ppoll(events, count, timeout, NULL);
}

// recvmmsg(2) is an extension; without waiting.
static inline int linux_receive(int descriptor, struct mmsghdr *messages, unsigned int count) {
    return recvmmsg(descriptor, messages, count, MSG_DONTWAIT, NULL);
}

// prctl(2) and syslog(3) are variadic.
static inline int linux_set_timer_slack(unsigned long nanoseconds) {
    return prctl(PR_SET_TIMERSLACK, nanoseconds, 0, 0, 0);
}
static inline void linux_syslog(int priority, const char *text) { syslog(priority, "%s", text); }

// daemon(3) is an extension: keeps the working directory, sends standard streams to /dev/null.
static inline int linux_daemonize(void) { return daemon(1, 0); }
