#include "target.h"

#include "clinux.h"

#include <string.h>

uint32_t clinux_target_verdict(const char *name) {
    static const char *const passing[] = {"LOG", "NFLOG", "MARK", "CONNMARK", "AUDIT", "TRACE", "SECMARK", NULL};
    if (strcmp(name, "REJECT") == 0) return CLINUX_VERDICT_REJECT;
    for (const char *const *each = passing; *each != NULL; each++)
        if (strcmp(name, *each) == 0) return CLINUX_VERDICT_CONTINUE;
    return CLINUX_VERDICT_OTHER;
}
