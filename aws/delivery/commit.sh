#!/usr/bin/env bash
# Commits one file to main; somebody else's push in between is no reason to fail.
#   ci/commit.sh FILE MESSAGE
set -euo pipefail
file=$1 message=$2
git config user.name delivery
git config user.email delivery@users.noreply.github.com
git add "$file"
if git diff --cached --quiet; then
  echo "$file says that already"
  exit 0
fi
git commit --quiet --message "$message"
for _ in 1 2 3 4 5; do
  git push --quiet origin HEAD:main && exit 0
  git pull --quiet --rebase origin main
done
echo "could not push $file after five tries" >&2
exit 1
