#ifndef GATEHOUSE_CLINUX_H
#define GATEHOUSE_CLINUX_H

#include <stddef.h>
#include <stdint.h>
#include <sys/eventfd.h>
#include <sys/inotify.h>

/* What a packet-filter rule does with a packet that reaches its end. */
enum clinux_verdict {
    CLINUX_VERDICT_CONTINUE = 0,
    CLINUX_VERDICT_ACCEPT = 1,
    CLINUX_VERDICT_DROP = 2,
    CLINUX_VERDICT_REJECT = 3,
    CLINUX_VERDICT_JUMP = 4,
    CLINUX_VERDICT_GOTO = 5,
    CLINUX_VERDICT_RETURN = 6,
    CLINUX_VERDICT_OTHER = 7,
};

/* A table; `dormant` when its chains are not in effect. */
struct clinux_table {
    uint8_t family;
    const char *name;
    uint8_t dormant;
};

/* A chain; `hook` is -1 when it is not a base chain. Strings live until the callback returns. */
struct clinux_chain {
    uint8_t family;
    const char *table;
    const char *name;
    const char *type;
    int32_t hook;
    int32_t priority;
    uint32_t policy;
};

/* A rule in its chain's order; `conditional` when anything but the packet's arrival decides whether it acts. */
struct clinux_rule {
    uint8_t family;
    const char *table;
    const char *chain;
    const char *target;
    uint32_t verdict;
    uint8_t conditional;
};

/* Receives every table before any chain, and every chain before any rule of its table. */
struct clinux_filter_sink {
    void *context;
    void (*table)(void *context, const struct clinux_table *table);
    void (*chain)(void *context, const struct clinux_chain *chain);
    void (*rule)(void *context, const struct clinux_rule *rule);
};

/* Dumps the nftables ruleset of this network namespace over NETLINK_NETFILTER: 0, or a negative errno;
   -EINTR when the ruleset changed meanwhile and the caller should start again. */
int clinux_nftables_read(const struct clinux_filter_sink *sink);

/* Dumps one loaded table of the older iptables (`family` AF_INET or AF_INET6) over getsockopt: 0 or a negative errno.
   Chains that users made are named by their offset, as `@1234`. */
int clinux_xtables_read(int family, const char *table, const struct clinux_filter_sink *sink);

/* Starts `path` without a shell in a session of its own, with standard input and error on /dev/null, a fixed
   environment and no inherited descriptor: the process id, or a negative errno. `*output` reads its standard output. */
int clinux_spawn(const char *path, char *const argv[], int *output);

/* A descriptor that polls readable when the process has ended, or a negative errno. */
int clinux_pidfd_open(int pid);

/* What the kernel says of its clock, from adjtimex(2): 0, or a negative errno. `*synchronised` is 1 while something
   disciplines the clock; `*maximum_error` is in microseconds. */
int clinux_clock_state(int *synchronised, int64_t *maximum_error);

/* The twelve characters by which a hypervisor names itself through CPUID, and a zero: 1; 0 when there is none. */
int clinux_hypervisor(char name[13]);

/* Hands freed memory back to the system, in all arenas, and the pages of the program's own file that only work now and
   then needs: the kernel still has them, and maps them again when they are touched. */
void clinux_release_memory(void);

/* A script to run: its bytes begin with the line that names the interpreter. Or a program, when there are arguments: the
   first is its path, a null pointer ends them, and the bytes are what it reads from its standard input. */
struct clinux_script {
    const void *bytes;
    size_t count;
    uint8_t changes_account;
    /* Whether its standard error goes to /dev/null instead of to the output. */
    uint8_t discards_errors;
    uint32_t uid;
    uint32_t gid;
    char *const *arguments;
};

/* Runs a script under a supervisor, without a shell and without a file that others could change: the supervisor's
   process id, or a negative errno. `*output` reads both of its streams; `*report` then reads its wait status as an int,
   or nothing when it was stopped. SIGTERM to the supervisor, and the end of the calling thread, kill the script with all
   that it started, also what has left its session. */
int clinux_script_start(const struct clinux_script *script, int *output, int *report);

/* Gives the machine, or the UTS namespace, another host name: 0, or a negative errno. */
int clinux_set_host_name(const char *name);

/* Writes everything to disk and restarts the machine, or turns it off: only a negative errno returns. */
int clinux_reboot(int powers_off);

#endif
