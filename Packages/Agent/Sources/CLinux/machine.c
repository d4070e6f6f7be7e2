#include "clinux.h"

#include <errno.h>
#include <string.h>
#include <sys/timex.h>

#if defined(__x86_64__) || defined(__i386__)
#include <cpuid.h>
#endif

int clinux_clock_state(int *synchronised, int64_t *maximum_error) {
    struct timex clock;
    memset(&clock, 0, sizeof clock);
    int state = adjtimex(&clock);
    if (state < 0) return -errno;
    *synchronised = state != TIME_ERROR && (clock.status & STA_UNSYNC) == 0;
    *maximum_error = clock.maxerror;
    return 0;
}

int clinux_hypervisor(char name[13]) {
#if defined(__x86_64__) || defined(__i386__)
    unsigned int eax = 0, ebx = 0, ecx = 0, edx = 0;
    if (!__get_cpuid(1, &eax, &ebx, &ecx, &edx) || (ecx & (1u << 31)) == 0) return 0;
    __cpuid(0x40000000u, eax, ebx, ecx, edx);
    memcpy(name, &ebx, 4);
    memcpy(name + 4, &ecx, 4);
    memcpy(name + 8, &edx, 4);
    name[12] = '\0';
    return 1;
#else
    (void)name;
    return 0;
#endif
}
