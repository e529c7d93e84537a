#!/usr/bin/env bash
# Packs the stand-ins under src/ into this folder, and forgets the copies that NuGet has cached of them.
set -euo pipefail
cd "$(dirname "$0")"
rm -f ./*.nupkg
for project in src/*/*.csproj; do
  dotnet pack "$project" --configuration Release --output . -p:IsPackable=true --nologo --verbosity quiet
done
./forget.sh
ls ./*.nupkg
