#define _GNU_SOURCE
#include "clinux.h"
#include "target.h"

#include <arpa/inet.h>
#include <errno.h>
#include <linux/netfilter.h>
#include <linux/netfilter/nf_tables.h>
#include <linux/netfilter/nf_tables_compat.h>
#include <linux/netfilter/nfnetlink.h>
#include <linux/netlink.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

enum { BUFFER_SIZE = 64 * 1024, ATTRIBUTE_LIMIT = 32 };

struct attributes {
    const struct nlattr *at[ATTRIBUTE_LIMIT];
};

/* Indexes the attributes in `bytes`; a later one of the same type wins, a malformed rest is left out. */
static void index_attributes(struct attributes *index, const void *bytes, int length) {
    memset(index, 0, sizeof *index);
    while (length >= (int)sizeof(struct nlattr)) {
        const struct nlattr *attribute = bytes;
        if (attribute->nla_len < sizeof *attribute || attribute->nla_len > length) return;
        int type = attribute->nla_type & NLA_TYPE_MASK;
        if (type < ATTRIBUTE_LIMIT) index->at[type] = attribute;
        int step = NLA_ALIGN(attribute->nla_len);
        bytes = (const char *)bytes + step;
        length -= step;
    }
}

static const void *payload(const struct nlattr *attribute) { return (const char *)attribute + NLA_HDRLEN; }
static int payload_length(const struct nlattr *attribute) { return attribute->nla_len - NLA_HDRLEN; }

static void index_nested(struct attributes *index, const struct nlattr *attribute) {
    if (attribute != NULL) index_attributes(index, payload(attribute), payload_length(attribute));
    else memset(index, 0, sizeof *index);
}

static uint32_t number(const struct nlattr *attribute, uint32_t otherwise) {
    uint32_t value;
    if (attribute == NULL || payload_length(attribute) < (int)sizeof value) return otherwise;
    memcpy(&value, payload(attribute), sizeof value);
    return ntohl(value);
}

/* The kernel ends its strings with a zero; anything else reads as empty. */
static const char *text(const struct nlattr *attribute) {
    if (attribute == NULL || payload_length(attribute) < 1) return "";
    const char *value = payload(attribute);
    return value[payload_length(attribute) - 1] == '\0' ? value : "";
}

static void report_table(const struct nfgenmsg *header, const struct attributes *table,
                         const struct clinux_filter_sink *sink) {
    struct clinux_table record = {
        .family = header->nfgen_family,
        .name = text(table->at[NFTA_TABLE_NAME]),
        .dormant = (number(table->at[NFTA_TABLE_FLAGS], 0) & NFT_TABLE_F_DORMANT) != 0,
    };
    sink->table(sink->context, &record);
}

static void report_chain(const struct nfgenmsg *header, const struct attributes *chain,
                         const struct clinux_filter_sink *sink) {
    struct attributes hook;
    index_nested(&hook, chain->at[NFTA_CHAIN_HOOK]);
    struct clinux_chain record = {
        .family = header->nfgen_family,
        .table = text(chain->at[NFTA_CHAIN_TABLE]),
        .name = text(chain->at[NFTA_CHAIN_NAME]),
        .type = text(chain->at[NFTA_CHAIN_TYPE]),
        .hook = chain->at[NFTA_CHAIN_HOOK] ? (int32_t)number(hook.at[NFTA_HOOK_HOOKNUM], UINT32_MAX) : -1,
        .priority = (int32_t)number(hook.at[NFTA_HOOK_PRIORITY], 0),
        .policy = number(chain->at[NFTA_CHAIN_POLICY], NF_ACCEPT),
    };
    sink->chain(sink->context, &record);
}

static void read_immediate(const struct nlattr *data, struct clinux_rule *rule) {
    struct attributes immediate, value, verdict;
    index_nested(&immediate, data);
    if (number(immediate.at[NFTA_IMMEDIATE_DREG], UINT32_MAX) != NFT_REG_VERDICT) return;
    index_nested(&value, immediate.at[NFTA_IMMEDIATE_DATA]);
    index_nested(&verdict, value.at[NFTA_DATA_VERDICT]);
    rule->target = text(verdict.at[NFTA_VERDICT_CHAIN]);
    switch ((int32_t)number(verdict.at[NFTA_VERDICT_CODE], 0xFFFF)) {
    case NF_ACCEPT: rule->verdict = CLINUX_VERDICT_ACCEPT; break;
    case NF_DROP: rule->verdict = CLINUX_VERDICT_DROP; break;
    case NFT_JUMP: rule->verdict = CLINUX_VERDICT_JUMP; break;
    case NFT_GOTO: rule->verdict = CLINUX_VERDICT_GOTO; break;
    case NFT_RETURN: rule->verdict = CLINUX_VERDICT_RETURN; break;
    case NFT_CONTINUE: break;
    default: rule->verdict = CLINUX_VERDICT_OTHER;
    }
}

static void read_expression(const struct nlattr *element, struct clinux_rule *rule) {
    struct attributes expression, inner;
    index_nested(&expression, element);
    const char *name = text(expression.at[NFTA_EXPR_NAME]);
    const struct nlattr *data = expression.at[NFTA_EXPR_DATA];
    index_nested(&inner, data);
    if (strcmp(name, "immediate") == 0) {
        read_immediate(data, rule);
    } else if (strcmp(name, "reject") == 0) {
        rule->verdict = CLINUX_VERDICT_REJECT;
    } else if (strcmp(name, "target") == 0) {
        rule->verdict = clinux_target_verdict(text(inner.at[NFTA_TARGET_NAME]));
    } else if (strcmp(name, "match") == 0) {
        if (strcmp(text(inner.at[NFTA_MATCH_NAME]), "comment") != 0) rule->conditional = 1;
    } else if (strcmp(name, "objref") == 0) {
        if (number(inner.at[NFTA_OBJREF_IMM_TYPE], NFT_OBJECT_UNSPEC) != NFT_OBJECT_COUNTER) rule->conditional = 1;
    } else if (strcmp(name, "counter") != 0 && strcmp(name, "log") != 0 && strcmp(name, "last") != 0) {
        rule->conditional = 1;
    }
}

static void report_rule(const struct nfgenmsg *header, const struct attributes *attributes,
                        const struct clinux_filter_sink *sink) {
    struct clinux_rule rule = {
        .family = header->nfgen_family,
        .table = text(attributes->at[NFTA_RULE_TABLE]),
        .chain = text(attributes->at[NFTA_RULE_CHAIN]),
        .target = "",
    };
    const struct nlattr *list = attributes->at[NFTA_RULE_EXPRESSIONS];
    int length = list ? payload_length(list) : 0;
    const char *bytes = list ? payload(list) : NULL;
    while (length >= (int)sizeof(struct nlattr)) {
        const struct nlattr *element = (const struct nlattr *)bytes;
        if (element->nla_len < sizeof *element || element->nla_len > length) break;
        read_expression(element, &rule);
        bytes += NLA_ALIGN(element->nla_len);
        length -= NLA_ALIGN(element->nla_len);
    }
    sink->rule(sink->context, &rule);
}

/* Handles one datagram: 1 when the dump is complete, 0 to go on, or a negative errno. */
static int consume(const char *buffer, int length, uint32_t sequence, const struct clinux_filter_sink *sink) {
    for (const struct nlmsghdr *message = (const struct nlmsghdr *)buffer; NLMSG_OK(message, (unsigned)length);
         message = NLMSG_NEXT(message, length)) {
        if (message->nlmsg_seq != sequence) continue;
        if (message->nlmsg_flags & NLM_F_DUMP_INTR) return -EINTR;
        if (message->nlmsg_type == NLMSG_DONE) return 1;
        if (message->nlmsg_type == NLMSG_ERROR) {
            const struct nlmsgerr *failure = NLMSG_DATA(message);
            return failure->error != 0 ? failure->error : 1;
        }
        int rest = (int)message->nlmsg_len - (int)NLMSG_SPACE(sizeof(struct nfgenmsg));
        if (rest < 0) continue;
        const struct nfgenmsg *header = NLMSG_DATA(message);
        struct attributes attributes;
        index_attributes(&attributes, (const char *)header + NLMSG_ALIGN(sizeof *header), rest);
        int kind = message->nlmsg_type & 0xFF;
        if (kind == NFT_MSG_NEWTABLE) report_table(header, &attributes, sink);
        if (kind == NFT_MSG_NEWCHAIN) report_chain(header, &attributes, sink);
        if (kind == NFT_MSG_NEWRULE) report_rule(header, &attributes, sink);
    }
    return 0;
}

static int dump(int socket, int kind, uint32_t sequence, char *buffer, const struct clinux_filter_sink *sink) {
    struct {
        struct nlmsghdr header;
        struct nfgenmsg body;
    } request = {
        .header = {.nlmsg_len = sizeof request,
                   .nlmsg_type = NFNL_SUBSYS_NFTABLES << 8 | kind,
                   .nlmsg_flags = NLM_F_REQUEST | NLM_F_DUMP,
                   .nlmsg_seq = sequence},
        .body = {.nfgen_family = AF_UNSPEC, .version = NFNETLINK_V0},
    };
    if (send(socket, &request, sizeof request, 0) < 0) return -errno;
    for (;;) {
        ssize_t length = recv(socket, buffer, BUFFER_SIZE, 0);
        if (length < 0) return errno == EINTR ? -EAGAIN : -errno;
        int outcome = consume(buffer, (int)length, sequence, sink);
        if (outcome != 0) return outcome < 0 ? outcome : 0;
    }
}

int clinux_nftables_read(const struct clinux_filter_sink *sink) {
    int descriptor = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_NETFILTER);
    if (descriptor < 0) return -errno;
    struct timeval limit = {.tv_sec = 5};
    setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
    char *buffer = malloc(BUFFER_SIZE);
    int outcome = buffer == NULL ? -ENOMEM : dump(descriptor, NFT_MSG_GETTABLE, 1, buffer, sink);
    if (outcome == 0) outcome = dump(descriptor, NFT_MSG_GETCHAIN, 2, buffer, sink);
    if (outcome == 0) outcome = dump(descriptor, NFT_MSG_GETRULE, 3, buffer, sink);
    free(buffer);
    close(descriptor);
    return outcome;
}
