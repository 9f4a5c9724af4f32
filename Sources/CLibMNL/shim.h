// Before any kernel header, or the two definitions of sockaddr_in6 collide in whoever imports both.
#include <netinet/in.h>

#include <libmnl/libmnl.h>
#include <linux/netfilter/nfnetlink.h>
#include <linux/netfilter/nfnetlink_conntrack.h>
