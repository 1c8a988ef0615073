# Fetches SQL that is too long for an override of the task. What others may have put in its place is not run.
set -euo pipefail
LC_ALL=C # bytes: with characters, replacing in a megabyte takes minutes

SQL=$(curl --fail --silent --show-error --max-time 300 "$SQL_URL") || {
  echo "The SQL cannot be downloaded from the application's bucket; run make sql again." >&2
  exit 2
}
if [ "$(printf '%s' "$SQL" | sha256sum | cut -d ' ' -f 1)" != "$SQL_SHA256" ]; then
  echo "What the bucket holds is not the SQL that was uploaded, so it is not run." >&2
  exit 2
fi

