/// One file of each kind that a collector parses, as an ordinary machine has them.
enum WholeMachine {
    static let files: [String: String] = [
        "/etc/os-release": "NAME=\"Debian GNU/Linux\"\nID=debian\nVERSION_ID=\"12\"\nVERSION_CODENAME=bookworm\n",
        "/etc/debian_version": "12.11\n",
        "/etc/hostname": "laptop\n",
        "/etc/machine-id": "0123456789abcdef0123456789abcdef\n",
        "/etc/passwd": "root:x:0:0:root:/root:/bin/bash\neve:x:1000:1000:Eve,,,:/home/eve:/bin/bash\n",
        "/etc/shadow": "root:!:19000:0:99999:7:::\neve:$y$j9T$abc$def:19000:0:99999:7:::\n",
        "/etc/group": "root:x:0:\nsudo:x:27:eve\neve:x:1000:\n",
        "/etc/login.defs": "PASS_MAX_DAYS 99999\nPASS_MIN_DAYS 0\nENCRYPT_METHOD YESCRYPT\nUID_MIN 1000\n",
        "/etc/nsswitch.conf": "passwd: files systemd\nsudoers: files\n",
        "/etc/resolv.conf": "nameserver 192.0.2.1\nnameserver 2001:db8::1%eth0\n",
        "/etc/sudoers":
            "Defaults env_reset\nUser_Alias A = eve, %sudo\nA ALL=(ALL:ALL) NOPASSWD: ALL\n@includedir /etc/sudoers.d\n",
        "/etc/sudoers.d/extra": "#1000 ALL=(root) /usr/bin/apt, \\\n  !/usr/bin/su\n",
        "/etc/pam.d/common-password":
            "password requisite pam_pwquality.so retry=3 minlen=12\npassword [success=1 default=ignore] pam_unix.so use_authtok\n",
        "/etc/pam.d/common-auth": "auth required pam_faillock.so preauth deny=5 unlock_time=900\n@include other\n",
        "/etc/security/pwquality.conf": "minlen = 14\nucredit = -1\nminclass = 3\n",
        "/etc/security/faillock.conf": "deny = 4\nunlock_time = 600\n",
        "/etc/security/pwhistory.conf": "remember = 5\n",
        "/etc/ssh/sshd_config":
            "Include /etc/ssh/sshd_config.d/*.conf\nPort 22\nPermitRootLogin no\nMatch User eve\n  PasswordAuthentication yes\n",
        "/etc/ssh/sshd_config.d/a.conf": "X11Forwarding no\nPermitEmptyPasswords no\n",
        "/etc/apt/apt.conf.d/20auto-upgrades":
            "APT::Periodic::Unattended-Upgrade \"1\"; // yes\nDpkg { Options { \"--x\"; }; };\n",
        "/etc/apt/sources.list": "deb http://deb.debian.org/debian-security bookworm-security main\n",
        "/var/lib/dpkg/status":
            "Package: openssl\nStatus: install ok installed\nArchitecture: amd64\nSource: openssl (3.0)\nVersion: 3.0.15-1\n\n",
        "/var/lib/apt/lists/deb.debian.org_debian-security_dists_bookworm-security_InRelease":
            "Origin: Debian\nLabel: Debian-Security\nSuite: stable-security\n",
        "/var/lib/apt/lists/deb.debian.org_debian-security_dists_bookworm-security_main_binary-amd64_Packages":
            "Package: openssl\nArchitecture: amd64\nVersion: 3.0.17-1\n\n",
        "/etc/dnf/automatic.conf": "[commands]\napply_updates = yes\nupgrade_type = security\n",
        "/etc/dconf/profile/user": "user-db:user\nsystem-db:local\n",
        "/etc/dconf/db/local.d/00-lock": "[org/gnome/desktop/screensaver]\nlock-enabled=true\nlock-delay=uint32 0\n",
        "/etc/dconf/db/local.d/locks/lock": "/org/gnome/desktop/screensaver/lock-enabled\n",
        "/usr/bin/gnome-shell": "",
        "/etc/modprobe.d/usb.conf": "install usb-storage /bin/false\nblacklist uas\n",
        "/etc/usbguard/usbguard-daemon.conf": "ImplicitPolicyTarget=block\n",
        "/etc/selinux/config": "SELINUX=enforcing\nSELINUXTYPE=targeted\n",
        "/etc/clamav/clamd.conf": "DatabaseDirectory /var/lib/clamav\nScanOnAccess yes\n",
        "/etc/clamav/freshclam.conf": "DatabaseDirectory /var/lib/clamav\nChecks 24\n",
        "/var/lib/clamav/daily.cld":
            "ClamAV-VDB:21 Nov 2026 10-00 +0000:27000:2000000:90:aa:bb:raynman:1795255200\n",
        "/etc/ufw/ufw.conf": "ENABLED=yes\n",
        "/etc/systemd/timesyncd.conf": "[Time]\nNTP=192.0.2.9\n",
        "/etc/chrony/chrony.conf": "pool 2.debian.pool.ntp.org iburst\n",
        "/etc/wpa_supplicant/wpa_supplicant.conf": "network={\n  ssid=\"home\"\n  key_mgmt=WPA-PSK\n}\n",
        "/etc/NetworkManager/system-connections/home.nmconnection":
            "[connection]\nid=home\ntype=wifi\n[wifi]\nssid=home\n[wifi-security]\nkey-mgmt=sae\n",
        "/etc/ssl/certs/ca-certificates.crt":
            "-----BEGIN CERTIFICATE-----\nMIIBszCCAVmgAwIBAgIUX\n-----END CERTIFICATE-----\n",
        "/home/eve/.mozilla/firefox/profiles.ini": "[Profile0]\nName=default\nIsRelative=1\nPath=a.default\n",
        "/home/eve/.mozilla/firefox/a.default/extensions.json":
            "{\"addons\":[{\"id\":\"x@y\",\"version\":\"1\",\"type\":\"extension\",\"defaultLocale\":{\"name\":\"X\"}}]}",
        "/home/eve/.config/google-chrome/Default/Preferences":
            "{\"extensions\":{\"settings\":{\"abcdefghijklmnopabcdefghijklmnop\":{\"state\":1,\"path\":\"a/1\"}}}}",
        "/home/eve/.config/google-chrome/Default/Extensions/abcdefghijklmnopabcdefghijklmnop/1/manifest.json":
            "{\"name\":\"__MSG_n__\",\"version\":\"1.0\",\"default_locale\":\"en\"}",
        "/usr/lib/python3/dist-packages/a-1.0.dist-info/METADATA": "Metadata-Version: 2.1\nName: a\nVersion: 1.0\n\n",
        "/var/lib/flatpak/app/org.x/current/active/metadata": "[Application]\nname=org.x\nruntime=org.p/x86_64/1\n",
        "/snap/core/current/meta/snap.yaml": "name: core\nversion: '16'\n",
        "/sys/class/dmi/id/sys_vendor": "Example\n",
        "/sys/class/dmi/id/bios_date": "01/02/2024\n",
        "/sys/class/dmi/id/product_uuid": "00000000-0000-0000-0000-000000000001\n",
        "/sys/class/dmi/id/product_serial": "S1\n",
        "/sys/devices/system/cpu/online": "0-3\n",
        "/sys/kernel/security/lsm": "lockdown,yama,apparmor",
        "/sys/kernel/security/lockdown": "none [integrity] confidentiality\n",
        "/sys/kernel/security/apparmor/profiles": "/usr/bin/man (enforce)\nfirefox (complain)\n",
        "/sys/module/apparmor/parameters/enabled": "Y\n",
        "/sys/class/tpm/tpm0/tpm_version_major": "2\n",
        "/sys/firmware/efi/efivars/SecureBoot-8be4df61-93ca-11d2-aa0d-00e098032b8c": "\u{6}\u{0}\u{0}\u{0}\u{1}",
        "/proc/cmdline": "BOOT_IMAGE=/vmlinuz root=/dev/sda1 modprobe.blacklist=uas\n",
        "/proc/cpuinfo": "processor : 0\nmodel name : Example\nflags : fpu hypervisor\n",
        "/proc/meminfo": "MemTotal:  8000000 kB\n",
        "/proc/stat": "cpu 1 2 3\nbtime 1790000000\n",
        "/proc/uptime": "123456.78 9999.00\n",
        "/proc/swaps": "Filename Type Size Used Priority\n/dev/sda2 partition 100 0 -2\n",
        "/proc/self/mountinfo":
            "20 1 8:1 / / rw,relatime - ext4 /dev/sda1 rw\n21 20 8:3 / /run/media/x rw - vfat /dev/b ro\n",
        "/proc/filesystems": "nodev sysfs\n\text4\n",
        "/proc/modules": "usb_storage 1 0 - Live 0x0\n",
        "/proc/1/cgroup": "0::/init.scope\n",
        "/proc/1/environ": "container=lxc\u{0}A=b\u{0}",
        "/proc/thread-self/net/tcp":
            "  sl  local_address rem_address   st\n   0: 0100007F:1F90 00000000:0000 0A 0:0 0:0 0 1000 0 9 1\n",
        "/proc/sys/kernel/randomize_va_space": "2\n",
        "/proc/sys/kernel/tainted": "0\n",
        "/proc/sys/kernel/yama/ptrace_scope": "1\n",
        "/run/reboot-required.pkgs": "linux-image-amd64\nlibc6\n",
        "/run/systemd/container": "docker\n",
    ]
}
