#ifndef GATEHOUSE_CLINUX_TARGET_H
#define GATEHOUSE_CLINUX_TARGET_H

#include <stdint.h>

/* What a named target of iptables does with a packet: rejects it, lets it go on, or something that is not judged. */
uint32_t clinux_target_verdict(const char *name);

#endif
