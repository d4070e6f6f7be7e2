#!/usr/bin/env bash
# Writes a manual page, in the form of man(7), from what a program says of itself.
#
#   scripts/man.sh PROGRAM SUMMARY DATE < HELP      HELP is sections: a line `# TITLE`, then the text as it is
set -euo pipefail

name=$(basename "${1:?}") summary=${2:?} date=${3:?}

# In man(7) a backslash, and a dot or a quote at the start of a line, have a meaning of their own.
awk -v name="$name" -v summary="$summary" -v date="$date" '
    BEGIN {
        printf ".TH %s 1 \"%s\" \"Gatehouse\" \"Gatehouse\"\n", toupper(name), date
        printf ".SH NAME\n%s \\- %s\n", name, summary
    }
    /^# / { if (open) print ".fi"; printf ".SH %s\n.nf\n", substr($0, 3); open = 1; next }
    { gsub(/\\/, "\\e"); gsub(/-/, "\\-"); if ($0 ~ /^[.\047]/) $0 = "\\&" $0; print }
    END { if (open) print ".fi" }
'
