#define _GNU_SOURCE
#include "clinux.h"
#include "target.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <netinet/in.h>
#include <net/if.h>
#include <linux/netfilter_ipv4/ip_tables.h>
#include <linux/netfilter_ipv6/ip6_tables.h>
#include <unistd.h>

enum { READ_ATTEMPTS = 3 };

/* The table as IPT_SO_GET_ENTRIES and IP6T_SO_GET_ENTRIES give it: the structures differ in the entry's head only. */
struct table {
    int family;
    const char *name;
    unsigned hook_entry, underflow;
    unsigned size;
    const char *entries;
};

struct entry {
    unsigned offset, target_offset, next_offset, head_size;
    int conditional, is_goto;
    const char *bytes;
};

static int is_zero(const void *bytes, size_t length) {
    const char *each = bytes;
    for (size_t index = 0; index < length; index++)
        if (each[index] != 0) return 0;
    return 1;
}

/* Reads the entry at `offset`; 0 when it does not fit in the table. */
static int entry_at(const struct table *table, unsigned offset, struct entry *entry) {
    entry->offset = offset;
    entry->bytes = table->entries + offset;
    if (table->family == AF_INET) {
        if (table->size - offset < sizeof(struct ipt_entry)) return 0;
        struct ipt_entry head;
        memcpy(&head, entry->bytes, sizeof head);
        entry->is_goto = (head.ip.flags & IPT_F_GOTO) != 0;
        head.ip.flags &= (unsigned char)~IPT_F_GOTO;
        entry->conditional = !is_zero(&head.ip, sizeof head.ip);
        entry->head_size = sizeof head;
        entry->target_offset = head.target_offset;
        entry->next_offset = head.next_offset;
    } else {
        if (table->size - offset < sizeof(struct ip6t_entry)) return 0;
        struct ip6t_entry head;
        memcpy(&head, entry->bytes, sizeof head);
        entry->is_goto = (head.ipv6.flags & IP6T_F_GOTO) != 0;
        head.ipv6.flags &= (unsigned char)~IP6T_F_GOTO;
        entry->conditional = !is_zero(&head.ipv6, sizeof head.ipv6);
        entry->head_size = sizeof head;
        entry->target_offset = head.target_offset;
        entry->next_offset = head.next_offset;
    }
    return entry->target_offset >= entry->head_size
        && entry->target_offset + sizeof(struct xt_entry_target) <= entry->next_offset
        && entry->next_offset <= table->size - offset;
}

static int has_matches(const struct entry *entry) {
    unsigned offset = entry->head_size;
    while (offset + sizeof(struct xt_entry_match) <= entry->target_offset) {
        const struct xt_entry_match *match = (const void *)(entry->bytes + offset);
        if (strncmp(match->u.user.name, "comment", sizeof match->u.user.name) != 0) return 1;
        if (match->u.user.match_size < sizeof *match) return 1;
        offset += match->u.user.match_size;
    }
    return 0;
}

static void read_verdict(const struct entry *entry, struct clinux_rule *rule, char *target, size_t size) {
    const struct xt_entry_target *end = (const void *)(entry->bytes + entry->target_offset);
    if (end->u.user.name[0] != '\0') {
        rule->verdict = clinux_target_verdict(end->u.user.name);
        return;
    }
    int verdict = ((const struct xt_standard_target *)end)->verdict;
    if (verdict == -NF_ACCEPT - 1) rule->verdict = CLINUX_VERDICT_ACCEPT;
    else if (verdict == -NF_DROP - 1) rule->verdict = CLINUX_VERDICT_DROP;
    else if (verdict == XT_RETURN) rule->verdict = CLINUX_VERDICT_RETURN;
    else if (verdict < 0) rule->verdict = CLINUX_VERDICT_OTHER;
    else if ((unsigned)verdict != entry->offset + entry->next_offset) {
        rule->verdict = entry->is_goto ? CLINUX_VERDICT_GOTO : CLINUX_VERDICT_JUMP;
        snprintf(target, size, "@%d", verdict);
    }
}

/* Chains follow one another: built-in ones start at their hook's offset, others after an ERROR entry. */
static int walk(const struct table *table, const struct clinux_filter_sink *sink, int rules) {
    char chain[32] = "", target[32];
    unsigned offset = 0;
    while (offset < table->size) {
        struct entry entry;
        if (!entry_at(table, offset, &entry)) return -EBADMSG;
        const struct xt_entry_target *end = (const void *)(entry.bytes + entry.target_offset);
        struct clinux_rule rule = {
            .family = (uint8_t)(table->family == AF_INET ? NFPROTO_IPV4 : NFPROTO_IPV6),
            .table = table->name, .chain = chain, .target = target,
            .conditional = (uint8_t)(entry.conditional || has_matches(&entry)),
        };
        struct clinux_chain record = {
            .family = rule.family, .table = table->name, .name = chain, .type = "filter", .hook = -1,
        };
        target[0] = '\0';
        if (strcmp(end->u.user.name, XT_ERROR_TARGET) == 0) {
            snprintf(chain, sizeof chain, "@%u", offset + entry.next_offset);
            if (!rules) sink->chain(sink->context, &record);
        } else {
            read_verdict(&entry, &rule, target, sizeof target);
            if (offset == table->hook_entry) snprintf(chain, sizeof chain, "INPUT");
            int is_policy = offset == table->underflow && strcmp(chain, "INPUT") == 0;
            if (is_policy && !rules) {
                record.hook = NF_INET_LOCAL_IN;
                record.policy = rule.verdict == CLINUX_VERDICT_DROP ? NF_DROP : NF_ACCEPT;
                sink->chain(sink->context, &record);
            }
            if (rules && !is_policy && chain[0] != '\0') sink->rule(sink->context, &rule);
            if (is_policy) chain[0] = '\0';
        }
        offset += entry.next_offset;
    }
    return 0;
}

/* The two families' options and structures are the same but for the names and the level. */
_Static_assert(sizeof(struct ipt_getinfo) == sizeof(struct ip6t_getinfo), "the headers of both families agree");
_Static_assert(IPT_SO_GET_INFO == IP6T_SO_GET_INFO && IPT_SO_GET_ENTRIES == IP6T_SO_GET_ENTRIES, "options agree");

static int read_entries(int descriptor, int level, struct table *table, struct ipt_get_entries **entries) {
    struct ipt_getinfo info;
    memset(&info, 0, sizeof info);
    snprintf(info.name, sizeof info.name, "%s", table->name);
    socklen_t length = sizeof info;
    if (getsockopt(descriptor, level, IPT_SO_GET_INFO, &info, &length) != 0) return -errno;
    if (!(info.valid_hooks & 1u << NF_INET_LOCAL_IN)) return -ENOENT;
    length = (socklen_t)(sizeof **entries + info.size);
    *entries = calloc(1, length);
    if (*entries == NULL) return -ENOMEM;
    memcpy((*entries)->name, info.name, sizeof info.name);
    (*entries)->size = info.size;
    if (getsockopt(descriptor, level, IPT_SO_GET_ENTRIES, *entries, &length) != 0) {
        int failure = -errno;
        free(*entries);
        *entries = NULL;
        return failure;
    }
    table->hook_entry = info.hook_entry[NF_INET_LOCAL_IN];
    table->underflow = info.underflow[NF_INET_LOCAL_IN];
    table->size = info.size;
    table->entries = (const char *)(*entries)->entrytable;
    return 0;
}

int clinux_xtables_read(int family, const char *name, const struct clinux_filter_sink *sink) {
    int level = family == AF_INET ? IPPROTO_IP : IPPROTO_IPV6;
    int descriptor = socket(family, SOCK_RAW | SOCK_CLOEXEC, IPPROTO_RAW);
    if (descriptor < 0) return -errno;
    struct table table = {.family = family, .name = name};
    struct ipt_get_entries *entries = NULL;
    int outcome = -EAGAIN;
    for (int attempt = 0; attempt < READ_ATTEMPTS && outcome == -EAGAIN; attempt++)
        outcome = read_entries(descriptor, level, &table, &entries);
    if (outcome == 0) outcome = walk(&table, sink, 0);
    if (outcome == 0) outcome = walk(&table, sink, 1);
    free(entries);
    close(descriptor);
    return outcome;
}
