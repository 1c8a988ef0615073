# The steps of a rehearsal, sourced by scripts/rehearse: each is timed and may take only so long, and however it ends, nothing
# is left running and the scratch folder is gone.
#
# Limits are for machines that hang, not for slow ones: on two cores a rehearsal takes one to two minutes when they are idle, and
# took five while twenty others wanted them. Installing has a limit of its own: without a cache, Go builds the CDK's bindings.
readonly total_limit=${REHEARSE_LIMIT:-900} # seconds for installing, and as many for all the rest
step_limit=600                              # of one command
begun=0 times=() doing="" since=0 child="" emulator=""

# open_scratch makes the folder that everything of a rehearsal lies in, and promises to remove it.
open_scratch() {
  scratch=$(cd "$(mktemp -d)" && pwd -P)
  exec 3>&1 4>&2 # for die and finish, which are called while a command's output goes elsewhere
  trap 'finish $?' EXIT
  trap 'exit 129' HUP
  trap 'exit 130' INT
  trap 'exit 143' TERM
  mkdir -p "$scratch"/{home,cdk,tmp,empty,before/build,after/build}
  export TMPDIR=$scratch/tmp # processes.py knows by it which processes are ours
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

# within COMMAND...: no longer than it may. It is waited for in the background, so that a signal is heeded at once.
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

# run EXPECTED COMMAND...: within its time, and ending with that status. Its output is shown if it does not.
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

# finish STATUS: ends the command that runs and the emulator with all that they started, removes the scratch folder, and says
# how it went. Nothing interrupts it: it takes twelve seconds at most, and what it leaves undone nobody does.
finish() {
  local status=$1 total=$SECONDS
  [[ -z $doing ]] || times+=("$(printf '%5d s  %s, where it ended' "$((SECONDS - since))" "$doing")")
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
    0) echo "rehearse: passed: CDK's and CloudFormation's part of deploying works. That the resources are right is not shown by this; see docs/rehearsal.md" ;;
    75) ;;
    *) echo "rehearse: FAILED after $total s${doing:+, in: $doing}" >&2 ;;
  esac
  exit "$status"
}

# end_group PID: timeout and the emulator lead process groups of their own.
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
    echo "rehearse: stood in for:"
    cat "$scratch/stood-in.txt"
  fi
  echo "rehearse: wall time:"
  printf '%s\n' "${times[@]}"
  printf '%5d s  in total\n' "$1"
}
