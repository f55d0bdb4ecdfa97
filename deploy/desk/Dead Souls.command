#!/bin/sh
# macOS: a double click opens the desk; the first one makes what it needs.
cd "$(dirname "$0")/../.." || exit 1
for python in python3 python3.14 python3.13 python3.12 python3.11; do
  "$python" -c 'import sys, venv; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && exec "$python" auditor/desk/launch.py
done
echo "Python 3.11 or newer is needed: https://www.python.org/downloads/"
echo "Нужен Python 3.11 или новее: https://www.python.org/downloads/"
sleep 30
exit 1
