#!/usr/bin/env bash
# Builds and tests every service, each in its folder of twinkeel.yaml.
set -euo pipefail
TESTS
