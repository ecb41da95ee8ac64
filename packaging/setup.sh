#!/bin/sh
# Sets up .venv, from nothing if need be: `setup.sh run` what the program needs, `setup.sh test` what its tests need too.
# `setup.sh nemo` and `setup.sh transformers` set up .venv-nemo and .venv-transformers, for the tests of these engines.
# It ends at once when nothing has changed, and starts over when the last one was interrupted or parts of .venv are gone.
# PYTHON=/path/to/python3.12 says which Python a new .venv is made with.
set -eu
cd "$(dirname "$0")/.."
want=${1:-run}
case $want in nemo | transformers) venv=.venv-$want ;; *) venv=.venv ;; esac
python=$venv/bin/python

parts() { # what was installed: commands and packages, which an upgrade by hand leaves where they are
    for part in $venv/bin/* $venv/lib/python*/site-packages/*; do
        case $part in *.dist-info | */__pycache__) ;; *) echo "$part" ;; esac
    done
}

distributions() { # how many there are
    set -- $venv/lib/python*/site-packages/*.dist-info
    echo $#
}

whole() { # nothing is gone of what was installed
    [ -e $venv/parts ] || return 0
    [ -s $venv/parts ] || return 1
    {
        read -r count
        [ "$(distributions)" -ge "$count" ] || return
        while read -r part; do [ -e "$part" ] || return; done
    } <$venv/parts
}

# A program that has no screen to be on needs none of the libraries for one.
desktop=no
if [ "$(uname -s)" = Linux ] && { [ "$want" = test ] || [ -n "${DISPLAY:-}${WAYLAND_DISPLAY:-}" ]; }; then desktop=yes; fi

files="$(cat pyproject.toml packaging/pins*.txt packaging/system.txt packaging/setup.sh | cksum) in $PWD"
state="$files, desktop: $desktop"

ready() { # it is as it is wanted, or there is more than that
    [ -x $python ] || return
    case $(cat "$venv/ready-$want" 2>/dev/null) in "$state" | "$files, desktop: yes") whole ;; *) return 1 ;; esac
}

if ready; then exit 0; fi

log=$(mktemp) pins=$(mktemp)
trap 'rm -f "$log" "$pins"' EXIT
trap 'exit 130' INT TERM HUP

fail() { # what is wrong, what to do
    printf '%s\n' "$@" >&2
    exit 1
}

quietly() { # what went wrong if it does, what to do then, the command
    wrong=$1 remedy=$2
    shift 2
    "$@" >"$log" 2>&1 </dev/null && return
    # Why the network failed stands far above pip's last lines.
    why=$(grep -E 'Retrying|No space left|^E(RROR)?:' "$log" | cut -c 1-300 | uniq | tail -n 4)
    fail "$wrong" "$(printf '%s\n' "${why:-$(tail -n 4 "$log")}" | sed 's/^/    /')" "$remedy"
}

cp packaging/pins.txt "$pins"
case $want in
run) what="the program's packages" group="" ours=. ;;
test) what="the packages of program and tests" group="--group dev" ours=. ;;
nemo | transformers)
    what="the packages of program, tests and $want, some gigabytes" group="--group dev" ours=".[$want]"
    # Its own versions, and of the others those that it does not name.
    # PyTorch names the versions of NVIDIA's libraries itself.
    awk -F== 'FNR == NR { own[$1] = 1; print; next } !($1 in own) && !/^nvidia-/' "packaging/pins-$want.txt" packaging/pins.txt >"$pins"
    ;;
*) fail "$want is nothing to set up." "Say run, test, nemo or transformers." ;;
esac

again="Check the network connection, then run the same command again."

fits() { "$1" -c 'import sys; sys.exit(not (3, 11) <= sys.version_info < (3, 14))' 2>/dev/null; }

makes_venvs() { "$1" -c 'import ensurepip, venv' 2>/dev/null; }

password_given() { # to sudo, by a person at a terminal
    command -v sudo >/dev/null || return
    sudo -n true 2>/dev/null && return
    [ -t 0 ] || return
    echo "sudo asks for your password to install it."
    sudo -v
}

as_root() {
    if [ "$(id -u)" = 0 ]; then "$@"; else sudo "$@"; fi
}

may_install() { # as root, or with a password; what is missing
    [ "$(id -u)" = 0 ] || password_given || fail "Only root may install it." "Run: sudo apt-get install $*"
}

apt_get() { # what is installed, in words, and the packages
    named=$1
    shift
    echo "Installing $named with apt-get"
    quietly "$named could not be installed." "$again" as_root env DEBIAN_FRONTEND=noninteractive \
        apt-get install -q -y --no-install-recommends "$@"
}

apt_update() {
    quietly "The list of Debian packages could not be fetched." "$again" as_root apt-get update -q
}

apt_install() { # Debian packages: the first of them that exists is installed
    missing=$(echo "$*" | sed 's/ / or /g')
    echo "$missing is missing."
    may_install "$missing"
    apt_update
    for package in "$@"; do
        apt-cache show "$package" >/dev/null 2>&1 || continue
        apt_get "$package" "$package"
        return
    done
}

is_here() { # a library, a command, or a file of this pattern
    case $1 in
    */*)
        for file in $1; do if [ -e "$file" ]; then return 0; fi; done
        return 1
        ;;
    lib*) $python -c "import ctypes, sys; ctypes.CDLL(sys.argv[1])" "$1" 2>/dev/null ;;
    *) command -v "$1" >/dev/null ;;
    esac
}

system_packages() { # what desktop and microphone need, as packaging/system.txt says
    lacking="" names=""
    while read -r who package proof; do
        case $who in run | "$want") ;; *) continue ;; esac
        is_here "$proof" || lacking="$lacking $package" names="$names $proof"
    done <packaging/system.txt
    [ -n "$lacking" ] || return 0
    if ! command -v apt-get >/dev/null; then
        echo "What desktop and microphone need is missing:$names" "Install it with your system's package manager." >&2
        return
    fi
    echo "Missing:$lacking"
    # shellcheck disable=SC2086 # one word a package
    may_install $lacking
    apt_update
    # shellcheck disable=SC2086
    apt_get "what desktop and microphone need" $lacking
}

first_fitting() {
    for candidate in python3 python3.13 python3.12 python3.11; do
        if fits "$candidate"; then
            echo "$candidate"
            return
        fi
    done
}

find_python() { # sets `found`
    if [ -n "${PYTHON:-}" ]; then
        fits "$PYTHON" || fail "PYTHON=$PYTHON is not Python 3.11, 3.12 or 3.13." "Name another, or none."
        found=$PYTHON
    else
        found=$(first_fitting)
        if [ -z "$found" ] && command -v apt-get >/dev/null; then
            apt_install python3.13-venv python3.12-venv python3.11-venv
            found=$(first_fitting)
        fi
    fi
    if [ -z "$found" ]; then
        case $(uname -s) in
        Darwin) advice="Run: brew install python@3.12" ;;
        *) advice="Install one (Fedora: sudo dnf install python3.12), or name yours: PYTHON=/path/to/python3.12" ;;
        esac
        fail "Python 3.11, 3.12 or 3.13 is needed, and none was found." "$advice"
    fi
    if ! makes_venvs "$found"; then
        package=$("$found" -c 'import sys; print("python%d.%d-venv" % sys.version_info[:2])')
        if command -v apt-get >/dev/null; then apt_install "$package"; fi
        makes_venvs "$found" || fail "$found cannot make virtual environments: its venv or ensurepip module is missing." \
            "Install them (Debian and Ubuntu: $package), or name another Python: PYTHON=/path/to/python3.12"
    fi
}

if [ -e $venv/unfinished ] || ! whole || ! fits $python || ! $python -c 'import pip' 2>/dev/null ||
    [ "$(cat $venv/place 2>/dev/null || pwd)" != "$(pwd)" ]; then
    find_python
    echo "Making $venv with $("$found" --version)"
    rm -rf $venv
    mkdir $venv
    : >$venv/unfinished
    quietly "The virtual environment could not be made." "Check the free disk space, then run the same command again." \
        "$found" -m venv $venv
fi
rm -f $venv/ready-*
: >$venv/unfinished

echo "Installing $what (the first time takes minutes)"
again="Check the network connection and the free disk space, then run the same command again."
if [ $desktop = yes ]; then system_packages; fi
export PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_USER=0
# Older ones know neither groups nor constraints on what builds a package.
quietly "pip could not be renewed." "$again" $python -m pip install "$(grep '^pip==' packaging/pins.txt)"
# shellcheck disable=SC2086 # no group is no argument
quietly "The packages could not be installed." "$again" \
    $python -m pip install -c "$pins" --build-constraint packaging/pins.txt -e "$ours" $group
# It asks for PyTorch, which only its converter uses; what it needs at work is in the group.
if [ "$want" = test ]; then
    quietly "mlx-whisper could not be installed." "$again" \
        $python -m pip install --no-deps -c packaging/pins.txt mlx-whisper
fi

pwd >$venv/place
{ distributions && parts; } >$venv/parts
echo "$state" >$venv/ready-run
if [ "$want" != run ]; then echo "$state" >"$venv/ready-$want"; fi
rm -f $venv/unfinished
