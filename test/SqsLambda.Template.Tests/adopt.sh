#!/usr/bin/env bash
# Adopts the packages as a new user does: packs them, and in an empty folder creates, runs, tests and publishes a function with a standard queue
# and one with a FIFO queue. NuGet gets two sources besides the configured ones: the packed packages, and test/offline-feed, whose stand-ins it
# takes only where the official Amazon.Lambda.* packages are missing.
#
# Usage: adopt.sh FOLDER
# FOLDER is created. It must not exist.
set -euo pipefail
if [ $# -ne 1 ] || [ -e "$1" ]; then
  echo "Usage: adopt.sh FOLDER, where FOLDER does not exist yet" >&2
  exit 2
fi

repository=$(cd "$(dirname "$0")/../.." && pwd)
mkdir -p "$1"
folder=$(cd "$1" && pwd)
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1 DOTNET_SKIP_FIRST_TIME_EXPERIENCE=1
# A node that stays would keep this script's caller waiting for its output.
export MSBUILDDISABLENODEREUSE=1 DOTNET_CLI_USE_MSBUILD_SERVER=0 UseSharedCompilation=false

seconds() { awk -v from="$1" -v to="$(date +%s.%N)" 'BEGIN { printf "%.1f s", to - from }'; }

# A version that no cache has seen.
version=$(sed -n 's|.*<Version>\(.*\)</Version>.*|\1|p' "$repository/Directory.Build.props")-adopted.$(date +%s)
cleanup() { rm -rf "$(dotnet nuget locals global-packages --list | sed 's/^[^:]*: //')"/sqslambda.*/"$version"; }
trap cleanup EXIT

echo "# Pack $version"
mkdir "$folder/source"
tar -C "$repository" --exclude=./.git --exclude=bin --exclude=obj --exclude=./packages --exclude=./.cache -cf - . | tar -C "$folder/source" -xf -
# As from a clone on GitHub: the packages say which commit they were made of, and where its sources are.
git -C "$folder/source" init --quiet
git -C "$folder/source" add --all
git -C "$folder/source" -c user.name=adopt -c user.email=adopt@example.com commit --quiet --message=adopt
git -C "$folder/source" remote add origin https://github.com/example/sqs-lambda.git
env -u CI dotnet pack "$folder/source/SqsLambda.sln" --configuration Release -p:Version="$version" --output "$folder/packages" --verbosity quiet
(cd "$folder/packages" && ls)

mkdir "$folder/user"
cat > "$folder/user/nuget.config" <<CONFIG
<configuration>
  <packageSources>
    <add key="packages" value="$folder/packages" />
    <add key="stand-ins" value="$repository/test/offline-feed" />
  </packageSources>
</configuration>
CONFIG
cd "$folder/user"
# NU1603: a stand-in was restored. As an error in CI it would end the build.
export NoWarn=NU1603

hive=(--debug:custom-hive "$folder/hive")
dotnet new install "${hive[@]}" "$folder/packages/SqsLambda.Template.$version.nupkg"

adopt() { # $1: name, $2...: options of the template
  local name=$1 started
  shift
  echo "# Adopt $name"
  started=$(date +%s.%N)
  dotnet new sqs-lambda "${hive[@]}" --name "$name" "$@"
  cd "$name"
  find . -type f | sort
  dotnet tool restore
  # Exit code 1: the sample that is not valid was dead-lettered.
  { dotnet sqs-lambda-local --port 0 --until-idle 2>&1 || echo "exit code $?"; } | while IFS= read -r line; do
    echo "$line"
    if [[ $line == *"  processed" && ! -e ../$name.processed ]]; then
      echo "# $name: from dotnet new to the first processed message: $(seconds "$started")"
      touch "../$name.processed"
    fi
  done
  echo "# $name: dotnet run"
  { dotnet run --project "src/$name" -- --port 0 --until-idle 2>&1 || echo "exit code $?"; } | tail -2
  CI=true dotnet test
  dotnet publish "src/$name" --output "$folder/published/$name" --configuration Release --framework net10.0 --runtime linux-arm64 \
    --self-contained false -p:PublishReadyToRun=true -p:GenerateRuntimeConfigurationFiles=true --verbosity quiet
  (cd "$folder/published/$name" && ls)
  if [ -d "src/$name.Native" ] && { command -v clang || command -v gcc; } > /dev/null; then
    dotnet publish "src/$name.Native" --output "$folder/published/$name.Native" --use-current-runtime --verbosity quiet
    (cd "$folder/published/$name.Native" && echo "# $name, native: $(ls)")
  fi
  cd ..
}

echo "# Adopt the tool alone"
mkdir tool
cd tool
dotnet new tool-manifest
dotnet tool install SqsLambda.Local --version "$version"
dotnet sqs-lambda-local --help | head -1
cd ..

adopt Thumbnails --message ThumbnailRequested --native
adopt Order.Events-2 --message OrderPlaced --fifo --hosting --redis
echo "# Adopted"
