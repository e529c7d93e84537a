#!/usr/bin/env bash
# Packs the stand-ins under src/ into this folder and forgets the copies that NuGet has cached of them.
set -euo pipefail
cd "$(dirname "$0")"
cache=$(dotnet nuget locals global-packages --list --force-english-output | sed 's/^global-packages: //')
rm -f ./*.nupkg
for project in src/*/*.csproj; do
  dotnet pack "$project" --configuration Release --output . -p:IsPackable=true --nologo --verbosity quiet
done
for package in ./*.nupkg; do
  name=$(basename "$package" .nupkg)
  id=$(sed -E 's/\.[0-9]+\.[0-9]+\.[0-9]+\.[0-9]+$//' <<<"$name")
  rm -rf "${cache:?}/${id,,}/${name#"$id".}"
done
ls ./*.nupkg
