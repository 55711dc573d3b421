#!/bin/sh
# Installs forcessl from its release archive, after comparing the archive with its SHA-256.
#
#   install.sh [--version V] [--to DIR] [--from URL] [--sha256 HEX]
#
#   --version V   version [default: the newest that this script knows]
#   --to DIR      folder to install under: DIR/bin, DIR/share [default: ~/.local]
#   --from URL    folder with the archive and SHA256SUMS; file:// for a folder of this machine
#   --sha256 HEX  checksum that the archive must have [default: the one of SHA256SUMS in the same place]
set -eu

version=0.1.0
to=${HOME:-}/.local
from=
sha256=

fail() {
    echo "install.sh: $1" >&2
    exit 1
}

while [ $# -gt 0 ]; do
    case "$1" in
        -h | --help) sed -n '2,9p' "$0" | sed 's/^# \{0,1\}//'; exit 0 ;;
        --version | --to | --from | --sha256) [ $# -gt 1 ] || fail "$1 needs a value" ;;
        *) fail "unknown option $1; see install.sh --help" ;;
    esac
    case "$1" in
        --version) version=$2 ;;
        --to) to=$2 ;;
        --from) from=$2 ;;
        --sha256) sha256=$2 ;;
    esac
    shift 2
done

case "$(uname -s)-$(uname -m)" in
    Linux-x86_64) target=x86_64-unknown-linux-gnu ;;
    Linux-aarch64) target=aarch64-unknown-linux-gnu ;;
    *) fail "no archive for $(uname -s) on $(uname -m); build from source: cargo install forcessl --locked" ;;
esac
name=forcessl-$version-$target
from=${from:-https://github.com/forcessl/forcessl/releases/download/v$version}

download() {
    if command -v curl >/dev/null; then
        curl --fail --silent --show-error --location --output "$2" "$1"
    elif command -v wget >/dev/null && [ "${1#file:}" = "$1" ]; then
        wget --quiet --output-document "$2" "$1"
    elif [ "${1#file://}" != "$1" ]; then
        cp "${1#file://}" "$2"
    else
        fail "curl or wget is needed"
    fi
}

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
download "$from/$name.tar.gz" "$work/archive" || fail "could not download $from/$name.tar.gz"
if [ -z "$sha256" ]; then
    download "$from/SHA256SUMS" "$work/sums" || fail "could not download $from/SHA256SUMS"
    sha256=$(awk -v name="$name.tar.gz" '$2 == name { print $1 }' "$work/sums")
    [ -n "$sha256" ] || fail "SHA256SUMS does not list $name.tar.gz"
fi
found=$(sha256sum "$work/archive")
found=${found%% *}
[ "$found" = "$sha256" ] || fail "$name.tar.gz has the SHA-256 $found, not $sha256; nothing was installed"

tar -xzf "$work/archive" -C "$work"
mkdir -p "$to/bin" "$to/share"
cp -R "$work/$name/share/." "$to/share/"
# A running program cannot be overwritten, but replaced.
cp "$work/$name/bin/forcessl" "$to/bin/.forcessl.new"
mv -f "$to/bin/.forcessl.new" "$to/bin/forcessl"
echo "installed $("$to/bin/forcessl" --version) in $to/bin"
case ":$PATH:" in
    *":$to/bin:"*) ;;
    *) echo "add $to/bin to PATH" ;;
esac
