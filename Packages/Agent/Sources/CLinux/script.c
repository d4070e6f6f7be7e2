#define _GNU_SOURCE
#include "clinux.h"

#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/reboot.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

/* Between fork(2) and exec(2) or _exit(2) only calls that signal-safety(7) lists, and plain system calls: the agent has
   other threads. */

enum { SCRIPT_DESCRIPTOR = 3, PROCESS_LIMIT = 512 };

static void limit(int resource, rlim_t most) {
    struct rlimit value = {.rlim_cur = most, .rlim_max = most};
    setrlimit(resource, &value);
}

static int become(const struct clinux_script *script) {
    if (!script->changes_account) return 0;
    gid_t group = script->gid;
    if (setgroups(1, &group) != 0) return -1;
    if (setresgid(script->gid, script->gid, script->gid) != 0) return -1;
    if (setresuid(script->uid, script->uid, script->uid) != 0) return -1;
    if (script->uid == 0) return 0;
    limit(RLIMIT_NPROC, PROCESS_LIMIT);
    /* Neither sudo nor any other set-user-ID program gives back what was given up. */
    return prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
}

static _Noreturn void run_script(const struct clinux_script *script, int image, int output) {
    static char *const environment[] = {"PATH=/usr/sbin:/usr/bin:/sbin:/bin", "LC_ALL=C", "HOME=/", NULL};
    static char *const arguments[] = {"script", NULL};
    static const char refused[] = "gatehouse-agent: the account cannot be taken\n";
    static const char unusable[] = "gatehouse-agent: the interpreter cannot be run\n";
    sigset_t none;
    sigemptyset(&none);
    setsid();
    int input = open("/dev/null", O_RDWR);
    if (script->arguments) lseek(image, 0, SEEK_SET);
    dup2(script->arguments ? image : input, 0);
    dup2(output, 1);
    dup2(script->discards_errors ? input : output, 2);
    if (image == SCRIPT_DESCRIPTOR) fcntl(image, F_SETFD, 0);
    else dup2(image, SCRIPT_DESCRIPTOR);
    syscall(SYS_close_range, SCRIPT_DESCRIPTOR + (script->arguments ? 0 : 1), ~0U, 0);
    limit(RLIMIT_CORE, 0);
    if (chdir("/") != 0 || become(script) != 0) {
        if (write(2, refused, sizeof refused - 1) < 0) _exit(126);
        _exit(126);
    }
    for (int number = 1; number < NSIG; number++) signal(number, SIG_DFL);
    sigprocmask(SIG_SETMASK, &none, NULL);
    if (script->arguments) execve(script->arguments[0], script->arguments, environment);
    else syscall(SYS_execveat, SCRIPT_DESCRIPTOR, "", arguments, environment, AT_EMPTY_PATH);
    if (write(2, unusable, sizeof unusable - 1) < 0) _exit(127);
    _exit(127);
}

/* Sends SIGKILL to every child that the kernel lists: 0 when there was none. */
static int kill_children(void) {
    char buffer[4096];
    int list = open("/proc/thread-self/children", O_RDONLY | O_CLOEXEC);
    if (list < 0) return -1;
    int killed = 0;
    pid_t pid = 0;
    for (;;) {
        ssize_t count = read(list, buffer, sizeof buffer);
        if (count <= 0) break;
        for (ssize_t index = 0; index < count; index++) {
            if (buffer[index] >= '0' && buffer[index] <= '9') {
                pid = pid * 10 + (buffer[index] - '0');
            } else if (pid > 0) {
                kill(pid, SIGKILL);
                killed++;
                pid = 0;
            }
        }
    }
    close(list);
    return killed;
}

/* Ends all that is left. Whoever loses its parent becomes a child of this process, so that nothing escapes by setsid(2)
   or by a double fork. */
static void end_everything(pid_t child) {
    const struct timespec pause = {.tv_nsec = 1000000};
    for (;;) {
        if (kill_children() < 0) kill(-child, SIGKILL);
        int status;
        pid_t ended;
        while ((ended = waitpid(-1, &status, WNOHANG)) > 0) {}
        if (ended < 0 && errno == ECHILD) return;
        nanosleep(&pause, NULL);
    }
}

/* Lets go of what the agent holds, its lock on the state folder above all: a copy here would outlive a killed agent. */
static void keep_only(int image, int output, int report) {
    unsigned from = 0;
    while (from != ~0U) {
        unsigned next = ~0U;
        const int kept[] = {image, output, report};
        for (int index = 0; index < 3; index++) {
            if ((unsigned)kept[index] >= from && (unsigned)kept[index] < next) next = (unsigned)kept[index];
        }
        if (next == ~0U) {
            syscall(SYS_close_range, from, ~0U, 0);
            return;
        }
        if (next > from) syscall(SYS_close_range, from, next - 1, 0);
        from = next + 1;
    }
}

static _Noreturn void supervise(const struct clinux_script *script, int image, int output, int report, pid_t parent) {
    sigset_t awaited;
    sigemptyset(&awaited);
    sigaddset(&awaited, SIGCHLD);
    sigaddset(&awaited, SIGTERM);
    sigprocmask(SIG_SETMASK, &awaited, NULL);
    signal(SIGCHLD, SIG_DFL);
    setsid();
    prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0);
    prctl(PR_SET_PDEATHSIG, SIGTERM, 0, 0, 0);
    if (getppid() != parent) _exit(1);
    keep_only(image, output, report);
    pid_t child = fork();
    if (child == 0) run_script(script, image, output);
    close(output);
    int status = 0, ended = child < 0;
    while (!ended) {
        siginfo_t info;
        int number = sigwaitinfo(&awaited, &info);
        if (number == SIGTERM) break;
        pid_t gone;
        int found;
        while ((gone = waitpid(-1, &found, WNOHANG)) > 0) {
            if (gone != child) continue;
            status = found;
            ended = 1;
        }
    }
    end_everything(child);
    if (ended && child > 0 && write(report, &status, sizeof status) < 0) _exit(1);
    _exit(0);
}

/* The script as a sealed file without a name: what was verified is what runs. */
static int make_image(const struct clinux_script *script) {
    int image = memfd_create("script", MFD_CLOEXEC | MFD_ALLOW_SEALING);
    if (image < 0) return -errno;
    size_t written = 0;
    while (written < script->count) {
        ssize_t count = write(image, (const char *)script->bytes + written, script->count - written);
        if (count < 0) {
            int failure = errno;
            close(image);
            return -failure;
        }
        written += (size_t)count;
    }
    fcntl(image, F_ADD_SEALS, F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_WRITE | F_SEAL_SEAL);
    return image;
}

int clinux_script_start(const struct clinux_script *script, int *output, int *report) {
    int streams[2], reports[2];
    int image = make_image(script);
    if (image < 0) return image;
    if (pipe2(streams, O_CLOEXEC) != 0) {
        int failure = errno;
        close(image);
        return -failure;
    }
    if (pipe2(reports, O_CLOEXEC) != 0) {
        int failure = errno;
        close(image);
        close(streams[0]);
        close(streams[1]);
        return -failure;
    }
    pid_t parent = getpid();
    sigset_t every, before;
    sigfillset(&every);
    pthread_sigmask(SIG_SETMASK, &every, &before);
    pid_t supervisor = fork();
    if (supervisor == 0) supervise(script, image, streams[1], reports[1], parent);
    int failure = errno;
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    close(image);
    close(streams[1]);
    close(reports[1]);
    if (supervisor < 0) {
        close(streams[0]);
        close(reports[0]);
        return -failure;
    }
    *output = streams[0];
    *report = reports[0];
    return supervisor;
}

int clinux_set_host_name(const char *name) { return sethostname(name, strlen(name)) == 0 ? 0 : -errno; }

int clinux_reboot(int powers_off) {
    sync();
    return reboot(powers_off ? RB_POWER_OFF : RB_AUTOBOOT) == 0 ? 0 : -errno;
}
