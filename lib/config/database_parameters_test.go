package config

import "testing"

func badParameters() []bad {
	parameter := func(name, parameter, value, wrong, fix string) bad {
		return bad{name: name, patch: `{"database": {"parameters": {"` + parameter + `": "` + value + `"}}}`,
			path: "database.parameters." + parameter, wrong: wrong, fix: fix}
	}
	return []bad{
		parameter("TLS no longer required", "require_secure_transport", "0", "Kasha requires TLS", "leave it out"),
		parameter("parameter of Kasha, even with Kasha's value", "slow_query_log", "1", "Kasha sets it", "leave it out"),
		parameter("general log", "general_log", "1", "Kasha sets it", "database.generalLog"),
		parameter("connections", "max_connections", "500", "by the instance class", "another database.instanceClass"),
		parameter("durability", "innodb_flush_log_at_trx_commit", "2", "a crash loses committed transactions", "leave it out"),
		parameter("old passwords", "authentication_policy", "mysql_native_password", "weaker connections or passwords", "caching_sha2_password"),
		parameter("case of tables", "lower_case_table_names", "1", "before the database is created", "names of tables in one case"),
		parameter("misspelt parameter", "sql_modes", "ANSI", `"sql_modes" is not a parameter`, `"sql_mode", if you mean that`),
		parameter("parameter of Aurora", "aurora_parallel_query", "1", "is not a parameter of MySQL that Kasha knows", "one of activate_all"),
		parameter("true for a switch", "log_bin_trust_function_creators", "true", `"true" is not a value`, `"1"`),
		parameter("off for a switch", "innodb_strict_mode", "OFF", `"OFF" is not a value`, `"0"`),
		parameter("zone that RDS lacks", "time_zone", "Europe/Berlin", "is not a value of time_zone", "Europe/Paris also for Berlin"),
		parameter("unknown mode", "sql_mode", "STRICT_TRANS_TABLES,NO_AUTO_CREATE_USER", "is not a value of sql_mode", "NO_ZERO_DATE"),
		parameter("space between modes", "sql_mode", "ANSI, STRICT_TRANS_TABLES", "is not a value of sql_mode", "joined by commas"),
		parameter("packet beyond MySQL's bound", "max_allowed_packet", "1073741825", "is not a value", "1024 to 1073741824"),
		parameter("formula of RDS", "table_open_cache", "{DBInstanceClassMemory/4}", "is not a value", "1 to 524288"),
		parameter("number that MySQL rounds", "wait_timeout", "1e3", "is not a value", "1 to 31536000"),
		parameter("isolation with a space", "transaction_isolation", "READ COMMITTED", "is not a value", `"READ-COMMITTED", if you mean that`),
		parameter("zone by its distance", "time_zone", "+02:00", "is not a value of time_zone", "UTC, or a zone that RDS lists"),
		parameter("statements in the binary log", "binlog_format", "STATEMENT", "point-in-time recovery", "leave it out"),
		parameter("beginning of a collation", "collation_server", "utf8mb4_general", "is not a value of collation_server", "utf8mb4_0900_ai_ci"),
		parameter("collation of another character set", "collation_server", "latin1_swedish_ci",
			"is not a collation of the character set utf8mb4", "character_set_server beside it"),
		parameter("locale of no language", "lc_time_names", "de_XX", "is not a value of lc_time_names", "such as de_DE"),
		parameter("unknown switch", "optimizer_switch", "index_merge=off,fast=on", "is not a value of optimizer_switch", "switches of MySQL 8.4"),
		parameter("files of the client", "local_infile", "1", "is not a value of local_infile", "one of 0"),
		{name: "number as a parameter", patch: `{"database": {"parameters": {"wait_timeout": 600}}}`, path: "database.parameters.wait_timeout",
			wrong: "found the number", fix: "in double quotes"},
	}
}

// TestParametersAreKept catches a parameter that is accepted and lost.
func TestParametersAreKept(t *testing.T) {
	const patch = `{"database": {"parameters": {"log_bin_trust_function_creators": "1", "sql_mode": "ANSI,STRICT_ALL_TABLES",
		"time_zone": "UTC", "max_allowed_packet": "1073741824", "optimizer_switch": "mrr=on,index_merge=off", "lc_time_names": "de_DE",
		"character_set_server": "latin1", "collation_server": "latin1_german1_ci"}}}`
	if got := environmentOf(t, minimalDev, patch).Database.Parameters; len(got) != 8 || got["sql_mode"] != "ANSI,STRICT_ALL_TABLES" {
		t.Errorf("parameters %v, want the eight that were written", got)
	}
}
