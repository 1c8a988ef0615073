# Sourced by scripts that start the emulator. install_emulator FOLDER PREFIX... installs it from PyPI into FOLDER/venv, in the versions of
# rehearsal/requirements.txt, and does nothing if they are there. PREFIX... comes before each command that may take long.
install_emulator() {
  local folder=$1
  shift
  cmp -s rehearsal/requirements.txt "$folder/venv/installed.txt" && return
  rm -rf "$folder/venv"
  "$@" python3 -m venv "$folder/venv" &&
    "$@" "$folder/venv/bin/python" -m pip --quiet --disable-pip-version-check install --no-deps -r rehearsal/requirements.txt &&
    cp rehearsal/requirements.txt "$folder/venv/installed.txt"
}
