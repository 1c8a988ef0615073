# The steps of a rehearsal, sourced by scripts/rehearse. Each step is timed and has a limit. However a rehearsal ends, it leaves no process
# running and removes its scratch folder.
#
# The limits are for machines that hang, not for slow ones. On two idle cores a rehearsal takes one to two minutes; beside twenty other
# processes it took five. The installation has a limit of its own, because without a cache Go builds the CDK's bindings.
readonly total_limit=${REHEARSE_LIMIT:-900} # seconds for the installation, and as many for the rest
step_limit=600                              # of one command
begun=0 times=() doing="" since=0 child="" emulator=""

# open_scratch creates the folder for everything that a rehearsal writes, and sees to it that finish removes it.
open_scratch() {
  scratch=$(cd "$(mktemp -d)" && pwd -P)
  exec 3>&1 4>&2 # for die and finish, which run while the output of a command is redirected
  trap 'finish $?' EXIT
  trap 'exit 129' HUP
  trap 'exit 130' INT
  trap 'exit 143' TERM
  mkdir -p "$scratch"/{home,cdk,tmp,empty,before/build,after/build,production/build}
  export TMPDIR=$scratch/tmp # by which processes.py recognizes the processes of the rehearsal
  SECONDS=0
}

# step NAME COMMAND...
step() {
  doing=$1 since=$SECONDS
  shift
  echo "rehearse: $doing"
  "$@"
  [[ -z $emulator ]] || within python3 "$root/rehearsal/processes.py" loopback "$scratch"
  times+=("$(printf '%5d s  %s' "$((SECONDS - since))" "$doing")")
  doing=""
}

# within COMMAND...: runs it within its limit. It runs in the background, so that a signal ends the rehearsal at once.
within() {
  local limit=$((begun + total_limit - SECONDS)) status=0
  ((limit > 0)) || die "it takes longer than $total_limit s in all"
  ((limit < step_limit)) || limit=$step_limit
  timeout --kill-after=5 "$limit" "$@" &
  child=$!
  wait "$child" || status=$?
  child=""
  ((status != 124 && status != 137)) || die "${*:1:2} took longer than $limit s"
  return "$status"
}

# run EXPECTED COMMAND...: runs it within its limit, and expects that exit status. Otherwise its output is shown.
run() {
  local expected=$1 status=0
  shift
  log=$scratch/output.log
  within "$@" >"$log" 2>&1 || status=$?
  ((status != expected)) || return 0
  tail -n 40 "$log" >&2
  die "${*:1:2} ended with $status instead of $expected"
}

die() {
  echo "rehearse: ${doing:+$doing: }$*." >&4
  exit 1
}

skip() {
  echo "rehearse: SKIPPED: $*" >&4
  exit 75
}

# finish STATUS: ends the running command and the emulator with everything that they started, removes the scratch folder, and prints the
# result. Nothing interrupts it, because nothing else would clean up. It takes twelve seconds at most.
finish() {
  local status=$1 total=$SECONDS
  [[ -z $doing ]] || times+=("$(printf '%5d s  %s, in which it ended' "$((SECONDS - since))" "$doing")")
  trap '' HUP INT TERM
  trap - EXIT
  exec >&3 2>&4
  cd "$root"
  end_group "$child"
  end_group "$emulator"
  python3 rehearsal/processes.py end "$scratch" || status=1
  ((status == 75)) || summary "$total"
  rm -rf "$scratch"
  case $status in
    0)
      echo "rehearse: passed: what the CDK and CloudFormation do in a deployment works. This does not prove that the resources are right;" \
        "see docs/rehearsal.md"
      ;;
    75) ;;
    *) echo "rehearse: FAILED after $total s${doing:+, in: $doing}" >&2 ;;
  esac
  exit "$status"
}

# end_group PID: ends the process group of timeout or of the emulator.
end_group() {
  [[ -n $1 ]] || return 0
  local tries
  kill -TERM -- "-$1" 2>/dev/null || true
  for ((tries = 0; tries < 25; tries++)); do
    kill -0 -- "-$1" 2>/dev/null || break
    sleep 0.2
  done
  kill -KILL -- "-$1" 2>/dev/null || true
  wait "$1" 2>/dev/null || true
}

summary() {
  if [[ -s $scratch/stood-in.txt ]]; then
    echo "rehearse: stand-ins used:"
    cat "$scratch/stood-in.txt"
  fi
  echo "rehearse: wall time:"
  printf '%s\n' "${times[@]}"
  printf '%5d s  in total\n' "$1"
}
