# Sourced by scripts/test and scripts/demo: which Python to use, and the versions pinned for it.

# Can this command run relsched? Python 3.11 or newer, able to make a virtual environment.
usable_python() {
    "$1" -c '
import sys, venv, ensurepip
sys.exit(sys.version_info[:2] < (3, 11))
' >/dev/null 2>&1
}

# Sets python (a command), constraints (the file of tested versions for it, or nothing) and pins (what
# tells pip of it), or ends the script.
pick_python() {
    local candidate
    python=
    if [[ -n ${PYTHON:-} ]]; then
        if ! usable_python "$PYTHON"; then
            echo "PYTHON is $PYTHON, which is no Python 3.11 or newer with venv and pip." >&2
            exit 2
        fi
        python=$PYTHON
    else
        for candidate in python3.11 python3.12 python3.13 python3.14 python3 python; do
            if usable_python "$candidate"; then
                python=$candidate
                break
            fi
        done
    fi
    if [[ -z $python ]]; then
        echo "relsched needs Python 3.11 or newer with venv and pip, and none was found." >&2
        echo "Install one (Debian, Ubuntu: python3 and python3-venv), or name one: PYTHON=... $0" >&2
        exit 2
    fi
    constraints=constraints/$("$python" -c 'import sys; print("py%d%d" % sys.version_info[:2])').txt
    pins=(--constraint "$constraints" --build-constraint "$constraints")
    if [[ ! -f $constraints ]]; then
        echo "there are no tested versions for $("$python" --version); the newest are taken" >&2
        constraints=/dev/null
        pins=()
    fi
}

# bin_of DIRECTORY: where a virtual environment has its commands; Windows has a folder of another name.
bin_of() {
    if [[ -d $1/Scripts ]]; then echo "$1/Scripts"; else echo "$1/bin"; fi
}

# same_python DIRECTORY: is there a virtual environment of the chosen Python?
same_python() {
    [[ "$("$(bin_of "$1")/python" --version 2>&1)" == "$("$python" --version 2>&1)" ]]
}

# make_venv DIRECTORY: a fresh virtual environment whose pip is the pinned one.
make_venv() {
    "$python" -m venv --clear "$1"
    "$(bin_of "$1")/python" -m pip install --quiet --disable-pip-version-check \
        --constraint "$constraints" --upgrade pip
}
