#!/usr/bin/env bash
# Deletes the stand-ins that NuGet has cached, of any version. The official packages have versions of three numbers, and stay.
set -euo pipefail
cd "$(dirname "$0")"
cache=$(dotnet nuget locals global-packages --list --force-english-output | sed 's/^global-packages: //')
for project in src/*/; do
  id=$(basename "$project")
  rm -rf "${cache:?}/${id,,}"/*.*.*.*
done
