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

#include <linux/capability.h>
#include <netpacket/packet.h>
#include <sched.h>
#include <stdbool.h>
#include <sys/syscall.h>
#include <unistd.h>

// unshare(2) with its flag, which is a macro that Swift does not import.
static inline int linux_unshare_network(void) { return unshare(CLONE_NEWNET); }

// setns(2), likewise.
static inline int linux_enter_network(int descriptor) { return setns(descriptor, CLONE_NEWNET); }

// unshare(2) for mounts, likewise; it moves the calling thread alone, working directory and all.
static inline int linux_unshare_mounts(void) { return unshare(CLONE_NEWNS); }

// capget(2) and capset(2), which glibc does not declare: puts all permitted capabilities of the
// calling thread into effect, or none.
static inline int linux_set_capabilities_effective(bool on) {
    struct __user_cap_header_struct header = {_LINUX_CAPABILITY_VERSION_3, 0};
    struct __user_cap_data_struct sets[_LINUX_CAPABILITY_U32S_3];
    if (syscall(SYS_capget, &header, sets) != 0) return -1;
    for (int i = 0; i < _LINUX_CAPABILITY_U32S_3; i++) sets[i].effective = on ? sets[i].permitted : 0;
    return (int)syscall(SYS_capset, &header, sets);
}
