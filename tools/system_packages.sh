#!/bin/sh
# Programs that tests talk to: Chromium for the page, Mosquitto for MQTT. What cannot be had is said in
# one line, with the tests that will not run and why; where CI is set, that is an error: a check that
# silently checks nothing is worse than none.
set -eu

wanted=""
untested=""

want() { # tests, package, its programs (any of them will do)
  tests=$1 package=$2
  shift 2
  for name in "$@"; do
    if PATH="$PATH:/usr/sbin:/usr/local/sbin" command -v "$name" >/dev/null 2>&1; then return; fi
  done
  wanted="$wanted $package"
  untested="${untested:+$untested and }$tests"
}

want "the browser tests" chromium chromium chromium-browser google-chrome google-chrome-stable
want "the MQTT tests" mosquitto mosquitto
want "the MQTT tests" mosquitto-clients mosquitto_pub
wanted=${wanted# }
untested=$(echo "$untested" | sed 's/\(the MQTT tests\) and the MQTT tests/\1/')
[ -n "$wanted" ] || exit 0

missing() {
  echo "$untested will not run: $1" >&2
  if [ -n "${CI:-}" ] && [ "$CI" != false ]; then exit 1; fi
  exit 0
}

command -v apt-get >/dev/null 2>&1 || missing "no $wanted, and no apt-get to install it with"
[ "$(id -u)" -eq 0 ] || missing "install what is missing with: sudo apt-get install $wanted"

echo "installing $wanted"
export DEBIAN_FRONTEND=noninteractive
# The broker that the package would start as a service is nobody's business: the tests start their own.
policy=/usr/sbin/policy-rc.d
mine=""
if [ ! -e "$policy" ] && printf '#!/bin/sh\nexit 101\n' >"$policy" 2>/dev/null; then
  chmod +x "$policy" && mine=$policy
fi
trap '[ -z "$mine" ] || rm -f "$mine"' EXIT
# shellcheck disable=SC2086  # several packages, one word each
{ apt-get update -qq && apt-get install -y -qq --no-install-recommends $wanted; } \
  </dev/null >/dev/null 2>&1 || missing "apt-get could not install $wanted"
