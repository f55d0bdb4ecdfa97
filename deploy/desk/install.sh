#!/bin/sh
# Linux: puts "Dead Souls" among the applications of this user, and starts it. Nothing else is changed.
root=$(cd "$(dirname "$0")/../.." && pwd) || exit 1
for python in python3 python3.14 python3.13 python3.12 python3.11; do
  "$python" -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || continue
  entries="${XDG_DATA_HOME:-$HOME/.local/share}/applications"
  mkdir -p "$entries"
  python=$(command -v "$python")
  sed -e "s|@PYTHON@|$python|" -e "s|@ROOT@|$root|" "$root/deploy/desk/deadsouls.desktop" > "$entries/deadsouls.desktop"
  [ -n "$1" ] || { cd "$root" && exec "$python" auditor/desk/launch.py; }
  exit 0
done
echo "Python 3.11 or newer with its venv is needed (on Debian and Ubuntu: python3-venv)."
echo "Нужен Python 3.11 или новее вместе с venv (в Debian и Ubuntu: python3-venv)."
sleep 30
exit 1
