#!/usr/bin/env bash
# Makes the pictures of the console in this folder anew: console.png and others. It needs Chromium.
set -euo pipefail
cd "$(dirname "$0")/.."
SCREENSHOTS=$PWD/docs dotnet test test/SqsLambda.Browser.Tests --filter FullyQualifiedName~Screenshots
