#!/bin/sh
# Chromium for the browser tests. Where it cannot be had, one line says what will not run and why;
# where CI is set, that is an error: a check that silently checks nothing is worse than none.
set -eu

for name in chromium chromium-browser google-chrome google-chrome-stable; do
  if command -v "$name" >/dev/null 2>&1; then exit 0; fi
done

missing() {
  echo "the browser tests will not run: $1" >&2
  if [ -n "${CI:-}" ] && [ "$CI" != false ]; then exit 1; fi
  exit 0
}

command -v apt-get >/dev/null 2>&1 || missing "no Chromium, and no apt-get to install it with"
[ "$(id -u)" -eq 0 ] || missing "no Chromium; install it with: sudo apt-get install chromium"

echo "installing chromium"
export DEBIAN_FRONTEND=noninteractive
{ apt-get update -qq && apt-get install -y -qq --no-install-recommends chromium; } \
  </dev/null >/dev/null 2>&1 || missing "apt-get could not install chromium"
