extension FactCatalogue {
    static let kernel: [FactDefinition] = [
        .init(
            "kernel.lockdown", .text, "`none`, `integrity` or `confidentiality`",
            source: "/sys/kernel/security/lockdown"),
        .init(
            "kernel.moduleSignaturesEnforced", .boolean, "whether modules without a valid signature are refused",
            source: "/sys/module/module/parameters/sig_enforce, lockdown"),
        .init(
            "kernel.modulesDisabled", .boolean, "whether no more modules can be loaded until the next start",
            source: "/proc/sys/kernel/modules_disabled"),
        .init(
            "kernel.tainted", .integer, "sum of the kernel's taint flags; 0 when it is not tainted",
            source: "/proc/sys/kernel/tainted"),
        .init(
            "kernel.randomizeVASpace", .integer, "address space layout randomisation: 0 none, 1 without heap, 2 full",
            source: "/proc/sys/kernel/randomize_va_space"),
        .init(
            "kernel.kptrRestrict", .integer, "kernel addresses are shown to: 0 all, 1 privileged programs, 2 nobody",
            source: "/proc/sys/kernel/kptr_restrict"),
        .init(
            "kernel.dmesgRestrict", .integer, "1 when only privileged programs read the kernel's log",
            source: "/proc/sys/kernel/dmesg_restrict"),
        .init(
            "kernel.unprivilegedBPFDisabled", .integer, "0 when anybody may load BPF programs, 1 or 2 when not",
            source: "/proc/sys/kernel/unprivileged_bpf_disabled"),
        .init(
            "kernel.yama.ptraceScope", .integer, "who may trace: 0 same user, 1 parents, 2 administrators, 3 nobody",
            source: "/proc/sys/kernel/yama/ptrace_scope"),
    ]
}
