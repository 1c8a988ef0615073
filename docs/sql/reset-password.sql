-- Sets the password of the user in the connection secret to the one in the secret. Needed when the two differ: after a restore
-- from a snapshot older than the last rotation, or when somebody changed one of them by hand.
--
--     make sql ENV=dev FILE=docs/sql/reset-password.sql
--
-- Tasks that hold another password of the same user cannot open new connections from here on; follow it with make restart.

CREATE USER IF NOT EXISTS '${APPLICATION_USERNAME}'@'%' IDENTIFIED BY '${APPLICATION_PASSWORD}' REQUIRE SSL;
ALTER USER '${APPLICATION_USERNAME}'@'%' IDENTIFIED BY '${APPLICATION_PASSWORD}' REQUIRE SSL;
GRANT SELECT, INSERT, UPDATE, DELETE ON kasha.* TO '${APPLICATION_USERNAME}'@'%';

SELECT user, host, plugin, ssl_type, password_last_changed FROM mysql.user WHERE user = '${APPLICATION_USERNAME}';
