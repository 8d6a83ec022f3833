#!/usr/bin/env bash
# Waits until an environment answers well for five minutes in a row; fails after forty.
#   ci/verify.sh ENVIRONMENT DOMAIN
set -euo pipefail
environment=$1 domain=$2 health='HEALTH'
good=0
for _ in $(seq 1 240); do
  if curl --silent --fail --max-time 5 --output /dev/null "https://${domain}${health}"; then
    good=$((good + 1))
  else
    good=0
  fi
  [ "$good" -ge 30 ] && exit 0
  sleep 10
done
echo "$environment did not answer at https://${domain}${health} for five minutes in a row" >&2
exit 1
