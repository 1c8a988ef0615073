# Runs the SQL in $SQL as the master user. ECS puts the passwords into the environment from Secrets Manager. They reach mysql through
# the environment and its standard input, never through a command line. What mysql prints is searched for them before it is logged.
set -euo pipefail

[ -n "${SQL:-}" ] || { echo "There is no SQL: it comes as an override of the container's environment; see make sql." >&2; exit 2; }
case $APPLICATION_PASSWORD in
  *[\'\\]*)
    echo "The password in the connection secret has a quote or a backslash, which would end the text it stands in." >&2
    echo "Rotate the secret and try again." >&2
    exit 2
    ;;
esac

# The server's certificate is verified against the region's root. The file is in memory, because the container's root file system is
# read-only. A root that is downloaded is trusted because HTTPS verifies AWS's own certificate.
root=${TMPDIR:-/dev/shm}/rds-root.pem
if [ -n "${ROOT_CERTIFICATE:-}" ]; then
  printf '%s\n' "$ROOT_CERTIFICATE" >"$root"
elif ! curl --fail --silent --show-error --max-time 30 --output "$root" "$ROOT_BUNDLE"; then
  echo "The root certificate of RDS cannot be downloaded from $ROOT_BUNDLE, so the server cannot be verified; see docs/rotation.md." >&2
  exit 2
fi

# The only two things that SQL can ask for. CREATE USER and ALTER USER are written to MySQL's own logs without the password.
sql=${SQL//'${APPLICATION_USERNAME}'/"$APPLICATION_USERNAME"}
sql=${sql//'${APPLICATION_PASSWORD}'/"$APPLICATION_PASSWORD"}

printf '%s\n' "$sql" |
  mysql --host="$DATABASE_HOST" --port="$DATABASE_PORT" --user="$ADMIN_USERNAME" --ssl-mode=VERIFY_IDENTITY --ssl-ca="$root" \
    --connect-timeout=15 --table --show-warnings kasha 2>&1 |
  while IFS= read -r line || [ -n "$line" ]; do
    line=${line//"$APPLICATION_PASSWORD"/(password)}
    printf '%s\n' "${line//"$MYSQL_PWD"/(password)}"
  done
