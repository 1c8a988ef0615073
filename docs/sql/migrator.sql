-- The user that the release logs in as, where release.as is "migrator". Run once after the data stack is deployed with it, and before
-- the services stack is:
--
--     make sql ENV=dev FILE=docs/sql/migrator.sql
--
-- Name and password come from the migrator's secret, inside the task that runs this. It can be run again: it then sets the password to
-- the one in the secret. A release that runs at that moment can open no new connections.

CREATE USER IF NOT EXISTS '${MIGRATOR_USERNAME}'@'%' IDENTIFIED BY '${MIGRATOR_PASSWORD}' REQUIRE SSL;
ALTER USER '${MIGRATOR_USERNAME}'@'%' IDENTIFIED BY '${MIGRATOR_PASSWORD}' REQUIRE SSL;
-- Data and schema of this database, and nothing of the server: no users, no grants to others, no other database.
GRANT SELECT, INSERT, UPDATE, DELETE, CREATE, ALTER, DROP, INDEX, REFERENCES, CREATE VIEW, SHOW VIEW, TRIGGER, CREATE ROUTINE,
  ALTER ROUTINE, EXECUTE, EVENT, LOCK TABLES, CREATE TEMPORARY TABLES ON kasha.* TO '${MIGRATOR_USERNAME}'@'%';

-- The result: one user with ssl_type ANY.
SELECT user, host, plugin, ssl_type, account_locked FROM mysql.user WHERE user = '${MIGRATOR_USERNAME}';
