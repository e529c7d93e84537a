#!/usr/bin/env bash
# Makes the pictures of the console anew, and takes one of them for the README. It needs Chromium.
#
# Usage: console.sh [FOLDER]   FOLDER is where the pictures go, by default a new one.
set -euo pipefail
cd "$(dirname "$0")/.."
folder=${1:-$(mktemp -d)}
SCREENSHOTS=$folder dotnet test test/SqsLambda.Browser.Tests --filter FullyQualifiedName~Screenshots
cp "$folder/console.png" docs/
echo "The pictures are in $folder"
