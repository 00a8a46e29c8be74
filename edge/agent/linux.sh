#!/bin/sh
# Muster's agent for Linux, from @MUSTER_URL@.
echo "The agent is not here yet." >&2; exit 1
