package config

import (
	"strings"
	"testing"
)

func badDatabases() []bad {
	const other = `{"name":"test","tier":"nonproduction","region":"us-east-1","availabilityZones":["us-east-1a","us-east-1b"],` +
		`"database":{"secretNamePrefix":"kasha/dev/rds/mysql"}}`
	return []bad{
		{name: "version of the design document", patch: `{"database": {"engineVersion": "8.0.35"}}`, path: "database.engineVersion",
			wrong: `"8.0.35" is retired`, fix: `"8.4.10", the newest`},
		{name: "version that bills Extended Support", patch: `{"database": {"engineVersion": "8.0.46"}}`, path: "database.engineVersion",
			wrong: "bills Extended Support: $0.10 per vCPU-hour", fix: "8.4.5, 8.4.6"},
		{name: "retired 8.4", patch: `{"database": {"engineVersion": "8.4.3"}}`, path: "database.engineVersion", wrong: `"8.4.3" is retired`,
			fix: `"8.4.10"`},
		{name: "long retired", patch: `{"database": {"engineVersion": "5.7.44"}}`, path: "database.engineVersion", wrong: "is retired",
			fix: `"8.4.10"`},
		{name: "unknown version", patch: `{"database": {"engineVersion": "9.9.9"}}`, path: "database.engineVersion",
			wrong: "is not a version of MySQL", fix: "supported too"},
		{name: "major version", patch: `{"database": {"engineVersion": "8.4"}}`, path: "database.engineVersion",
			wrong: "8.4 is a major version", fix: `"8.4.10"`},
		{name: "empty version", patch: `{"database": {"engineVersion": ""}}`, path: "database.engineVersion", wrong: "the version is empty",
			fix: `"8.4.10"`},
		{name: "class without db.", patch: `{"database": {"instanceClass": "t4g.medium"}}`, path: "database.instanceClass",
			wrong: "those begin with db.", fix: `"db.t4g.medium"`},
		{name: "size that does not exist", patch: `{"database": {"instanceClass": "db.m6g.medium"}}`, path: "database.instanceClass",
			wrong: `"db.m6g.medium" does not exist`, fix: "a size of db.m6g: large"},
		{name: "retired family", patch: `{"database": {"instanceClass": "db.t2.micro"}}`, path: "database.instanceClass",
			wrong: "AWS retires db.t2", fix: "db.t4g instead"},
		{name: "unknown family", patch: `{"database": {"instanceClass": "db.q9.large"}}`, path: "database.instanceClass",
			wrong: "not an instance class that Kasha knows", fix: "t3, t4g"},
		{name: "Insights on a micro", patch: `{"database": {"insights": true}}`, path: "database.insights",
			wrong: "db.t3.micro does not support Database Insights", fix: `false, or an instanceClass of "db.t4g.medium"`},
		{name: "Insights on a small in production", base: minimalProd, patch: `{"database": {"instanceClass": "db.t4g.small"}}`,
			path: "database.insights", wrong: "db.t4g.small does not support Database Insights", fix: "false, or"},
		{name: "little storage", patch: `{"database": {"storageGiB": 19}}`, path: "database.storageGiB",
			wrong: "not offer gp3 storage of 19 GiB", fix: "20 to 65536"},
		{name: "much storage", patch: `{"database": {"storageGiB": 65537}}`, path: "database.storageGiB",
			wrong: "not offer gp3 storage of 65537 GiB", fix: "20 to 65536"},
		{name: "retention of 36 days", patch: `{"database": {"backupRetentionDays": 36}}`, path: "database.backupRetentionDays",
			wrong: "cannot keep backups for 36 days", fix: "0 to 35"},
		{name: "negative retention", patch: `{"database": {"backupRetentionDays": -1}}`, path: "database.backupRetentionDays",
			wrong: "cannot keep backups for -1 days", fix: "0 to 35"},
		{name: "replica without backups", patch: `{"database": {"backupRetentionDays": 0, "readReplica": true}}`,
			path: "database.backupRetentionDays", wrong: "a read replica needs the automated backups", fix: "1 to 35"},
		{name: "few backups in production", base: minimalProd, patch: `{"database": {"backupRetentionDays": 6}}`,
			path: "database.backupRetentionDays", wrong: "too short to keep backups for 6 days", fix: "7 to 35"},
		{name: "one zone in production", base: minimalProd, patch: `{"database": {"multiAz": false}}`, path: "database.multiAz",
			wrong: "a standby in another zone", fix: "true"},
		{name: "no deletion protection in production", base: minimalProd, patch: `{"database": {"deletionProtection": false}}`,
			path: "database.deletionProtection", wrong: "one call could delete", fix: "true; switch it off by hand"},
		{name: "general log in production", base: minimalProd, patch: `{"database": {"generalLog": true}}`, path: "database.generalLog",
			wrong: "writes every statement", fix: "false in production"},
		{name: "prefix of secrets with a slash", patch: `{"database": {"secretNamePrefix": "/kasha/dev"}}`, path: "database.secretNamePrefix",
			wrong: `"/kasha/dev" cannot begin`, fix: "joined by single slashes"},
		{name: "endless prefix of secrets", patch: `{"database": {"secretNamePrefix": "` + strings.Repeat("a", 401) + `"}}`,
			path: "database.secretNamePrefix", wrong: "cannot begin", fix: "letters, digits"},
		{name: "prefix of secrets that looks like the end of an ARN", patch: `{"database": {"secretNamePrefix": "shop/db-secret"}}`,
			path: "database.secretNamePrefix", wrong: "ends in a hyphen and six characters", fix: `another ending, such as "shop/db-secret/mysql"`},
		{name: "no connection", patch: `{"database": {"poolSize": 0}}`, path: "database.poolSize", wrong: "a pool of 0 connections",
			fix: "1 or more"},
		{name: "endless pool", patch: `{"database": {"poolSize": 1001}}`, path: "database.poolSize",
			wrong: "one task cannot use 1001 connections",
			fix:   "at most 1000"},
		{name: "pools that exceed the database's connections", patch: `{"database": {"poolSize": 20}}`, path: "database.poolSize",
			wrong: "8 backend tasks, twice maxTasks; with poolSize 20 each and 10 connections reserved for rotation and people, " +
				"they need 8 x 20 + 10 = 170 connections. db.t3.micro accepts 64",
			fix: "a poolSize of at most 6, or a larger instanceClass, or proxy: true"},
		{name: "pools that exceed them by one task's share", patch: `{"backend": {"maxTasks": 7}, "database": {"poolSize": 4}}`,
			path: "database.poolSize", wrong: "14 x 4 + 10 = 66 connections. db.t3.micro accepts 64", fix: "a poolSize of at most 3"},
		{name: "more tasks than the pools allow", patch: `{"backend": {"maxTasks": 6}}`, path: "backend.maxTasks",
			wrong: "12 x 5 + 10 = 70 connections. db.t3.micro accepts 64", fix: "a backend.maxTasks of at most 5"},
		{name: "class too small for the pools", base: minimalProd,
			patch: `{"database": {"instanceClass": "db.t4g.small", "insights": false}, "backend": {"maxTasks": 16}}`, path: "backend.maxTasks",
			wrong: "32 x 5 + 10 = 170 connections. db.t4g.small accepts 128", fix: "a poolSize of at most 3, or a backend.maxTasks of at most 11"},
		{name: "replica behind no proxy", patch: `{"database": {"poolSize": 20, "proxy": true, "readReplica": true}}`,
			path: "database.poolSize", wrong: "db.t3.micro, the class of the read replica too, accepts 64", fix: "a larger instanceClass"},
		{name: "secrets of another environment", patch: `/{"environments": [` + minimalDev + `, ` + other + `]}`,
			path: "/environments[1].database.secretNamePrefix", wrong: "already names the secrets of environments[0]",
			fix: `"kasha/test/rds/mysql"`},
	}
}

// TestPoolsMayExceedTheDatabaseBehindAProxy catches a check that ignores a proxy, or that forgets that the proxy
// is not in front of a replica.
func TestPoolsMayExceedTheDatabaseBehindAProxy(t *testing.T) {
	const pools = `"poolSize": 20`
	if problems := problemsOf(t, configuration(t, minimalDev, `{"database": {`+pools+`}}`)); len(problems) != 1 {
		t.Errorf("without a proxy: %d problems, want 1", len(problems))
	}
	mustRead(t, configuration(t, minimalDev, `{"database": {`+pools+`, "proxy": true}}`))
	withReplica := configuration(t, minimalDev, `{"database": {`+pools+`, "proxy": true, "readReplica": true}}`)
	if problems := problemsOf(t, withReplica); len(problems) != 1 {
		t.Errorf("with a replica: %d problems, want 1", len(problems))
	}
}
