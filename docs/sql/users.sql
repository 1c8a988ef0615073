-- The users that Kasha's services log in as. Run once for a new environment, when its data stack is deployed and before a
-- backend that logs in is:
--
--     make sql ENV=dev FILE=docs/sql/users.sql
--
-- It can be run again: a user that exists keeps its password. Name and password come from the connection secret, inside the
-- task that runs this; ${APPLICATION_USERNAME} is kasha_app in a new environment.

CREATE USER IF NOT EXISTS '${APPLICATION_USERNAME}'@'%' IDENTIFIED BY '${APPLICATION_PASSWORD}' REQUIRE SSL;
ALTER USER '${APPLICATION_USERNAME}'@'%' REQUIRE SSL;
-- Data only. The schema is changed with the master user (make sql), or grant what your migrations need. The next
-- rotation gives kasha_app_clone the same grants, and revokes from it what you revoke here. Use no roles: rotation refuses them.
GRANT SELECT, INSERT, UPDATE, DELETE ON kasha.* TO '${APPLICATION_USERNAME}'@'%';

-- For tokens of IAM instead of a password: the backend on the replica behind a proxy, and people. RDS checks the token.
CREATE USER IF NOT EXISTS 'kasha_iam'@'%' IDENTIFIED WITH AWSAuthenticationPlugin AS 'RDS' REQUIRE SSL;
ALTER USER 'kasha_iam'@'%' REQUIRE SSL;
GRANT SELECT ON kasha.* TO 'kasha_iam'@'%';

-- The result: two or three users with ssl_type ANY.
SELECT user, host, plugin, ssl_type, account_locked FROM mysql.user WHERE user LIKE 'kasha\_%' ORDER BY user;
