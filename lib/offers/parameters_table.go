package offers

import (
	"slices"
	"sync"
)

// Parameters returns the parameters that an application may set, by name. Sources: MySQL 8.4 reference manual, "Server System Variables",
// "InnoDB System Variables" and "Server SQL Modes". They have names, values, and whether they can change while the server runs. RDS user
// guide, "Parameters for MySQL" and "Local time zone for MySQL DB instances". Where the manual allows more than is sensible, as for memory
// of each connection, the bound is Kasha's own. `aws rds describe-engine-default-parameters --db-parameter-group-family mysql8.4` prints
// all.
func Parameters() []Parameter { return slices.Clone(parameters()) }

var parameters = sync.OnceValue(func() []Parameter {
	const (
		year         = 31536000 // seconds
		gibibyte     = 1 << 30
		eachSession  = 64 << 20 // bytes; every connection may take as many
		unsignedLong = 4294967295
	)
	return []Parameter{
		flag("activate_all_roles_on_login"),
		whole("auto_increment_increment", 1, 65535),
		whole("auto_increment_offset", 1, 65535),
		choice("binlog_row_image", "full", "minimal", "noblob"),
		choice("character_set_server", "utf8mb4", "utf8mb3", "latin1", "ascii", "binary"),
		formed("collation_server", collations(), "a collation of MySQL 8.4, such as utf8mb4_0900_ai_ci"),
		whole("connect_timeout", 2, year),
		whole("cte_max_recursion_depth", 0, unsignedLong),
		whole("div_precision_increment", 0, 30),
		whole("eq_range_index_dive_limit", 0, unsignedLong),
		choice("event_scheduler", "ON", "OFF"),
		flag("explicit_defaults_for_timestamp"),
		whole("ft_min_word_len", 1, 84).atRestart(),
		whole("group_concat_max_len", 4, gibibyte),
		whole("innodb_autoinc_lock_mode", 0, 2).atRestart(),
		flag("innodb_ft_enable_stopword"),
		whole("innodb_ft_max_token_size", 10, 84).atRestart(),
		whole("innodb_ft_min_token_size", 0, 16).atRestart(),
		whole("innodb_lock_wait_timeout", 1, 1073741824),
		flag("innodb_print_all_deadlocks"),
		whole("innodb_stats_persistent_sample_pages", 1, 100000),
		flag("innodb_strict_mode"),
		whole("interactive_timeout", 1, year),
		whole("join_buffer_size", 128, eachSession),
		formed("lc_time_names", locales(), "a locale of MySQL, such as de_DE"),
		choice("local_infile", "0"),
		whole("lock_wait_timeout", 1, year),
		flag("log_bin_trust_function_creators"),
		flag("log_queries_not_using_indexes"),
		whole("max_allowed_packet", 1024, gibibyte),
		whole("max_connect_errors", 10, unsignedLong),
		whole("max_execution_time", 0, unsignedLong),
		whole("max_heap_table_size", 16384, gibibyte),
		whole("max_prepared_stmt_count", 0, 4194304),
		whole("max_sp_recursion_depth", 0, 255),
		whole("net_read_timeout", 1, year),
		whole("net_write_timeout", 1, year),
		formed("optimizer_switch", switches(), "switches of MySQL 8.4, such as index_merge=off,mrr=on"),
		whole("regexp_time_limit", 0, 2147483647),
		whole("sort_buffer_size", 32768, eachSession),
		listed("sql_mode", sqlModes()...),
		whole("table_definition_cache", 400, 524288),
		whole("table_open_cache", 1, 524288),
		timeZone(),
		whole("tmp_table_size", 1024, gibibyte),
		choice("transaction_isolation", "READ-UNCOMMITTED", "READ-COMMITTED", "REPEATABLE-READ", "SERIALIZABLE"),
		whole("wait_timeout", 1, year),
	}
})

// RefusedParameter says why a parameter cannot be set, and what to do instead. Both texts are empty for any other.
func RefusedParameter(name string) (why, instead string) {
	const (
		logs     = "the log groups, an alarm or an investigation would miss what happened"
		leaveOut = "leave it out"
	)
	switch name {
	case "require_secure_transport":
		return "Kasha requires TLS of every connection", leaveOut + "; docs/application.md says how an application connects"
	case "slow_query_log", "log_output", "long_query_time":
		return "Kasha sets it, and otherwise " + logs, leaveOut
	case "general_log":
		return "Kasha sets it", "database.generalLog"
	case "max_connections":
		return "Kasha sets it by the instance class, and checks the pools of all tasks against it",
			"another database.instanceClass, or less database.poolSize and maxTasks; or database.proxy"
	case "innodb_buffer_pool_size":
		return "RDS sets it by the instance class", "another database.instanceClass"
	case "innodb_flush_log_at_trx_commit", "sync_binlog", "innodb_doublewrite":
		return "with another value than its default, a crash loses committed transactions", leaveOut
	case "binlog_format", "gtid-mode", "enforce_gtid_consistency", "read_only", "super_read_only":
		return "replication, and with it point-in-time recovery and the read replica, depends on it", leaveOut
	case "tls_version", "ssl_cipher", "authentication_policy", "default_authentication_plugin":
		return "other values than the default allow weaker connections or passwords",
			leaveOut + ", and a driver that supports caching_sha2_password"
	case "lower_case_table_names":
		return "RDS accepts a change only before the database is created", leaveOut + ", and names of tables in one case"
	}
	return "", ""
}

func sqlModes() []string {
	return []string{
		"ALLOW_INVALID_DATES", "ANSI", "ANSI_QUOTES", "ERROR_FOR_DIVISION_BY_ZERO", "HIGH_NOT_PRECEDENCE", "IGNORE_SPACE",
		"NO_AUTO_VALUE_ON_ZERO", "NO_BACKSLASH_ESCAPES", "NO_ENGINE_SUBSTITUTION", "NO_UNSIGNED_SUBTRACTION", "NO_ZERO_DATE",
		"NO_ZERO_IN_DATE", "ONLY_FULL_GROUP_BY", "PAD_CHAR_TO_FULL_LENGTH", "PIPES_AS_CONCAT", "REAL_AS_FLOAT", "STRICT_ALL_TABLES",
		"STRICT_TRANS_TABLES", "TIME_TRUNCATE_FRACTIONAL", "TRADITIONAL",
	}
}

// timeZone is time_zone. Its zones are too many to list in a message.
func timeZone() Parameter {
	parameter := choice("time_zone", timeZones()...)
	parameter.Allowed = "UTC, or a zone that RDS lists: Europe/Paris also for Berlin, US/Eastern for New York, US/Pacific for Los Angeles"
	return parameter
}

// timeZones are those to which RDS lets time_zone be set; most zones that are missing have one here with the same clock.
func timeZones() []string {
	return []string{
		"Africa/Cairo", "Africa/Casablanca", "Africa/Harare", "Africa/Monrovia", "Africa/Nairobi", "Africa/Tripoli", "Africa/Windhoek",
		"America/Araguaina", "America/Asuncion", "America/Bogota", "America/Buenos_Aires", "America/Caracas", "America/Chihuahua",
		"America/Cuiaba", "America/Denver", "America/Fortaleza", "America/Guatemala", "America/Halifax", "America/Manaus",
		"America/Matamoros", "America/Monterrey", "America/Montevideo", "America/Phoenix", "America/Santiago", "America/Tijuana",
		"Asia/Amman", "Asia/Ashgabat", "Asia/Baghdad", "Asia/Baku", "Asia/Bangkok", "Asia/Beirut", "Asia/Calcutta", "Asia/Damascus",
		"Asia/Dhaka", "Asia/Irkutsk", "Asia/Jerusalem", "Asia/Kabul", "Asia/Karachi", "Asia/Kathmandu", "Asia/Krasnoyarsk", "Asia/Magadan",
		"Asia/Muscat", "Asia/Novosibirsk", "Asia/Riyadh", "Asia/Seoul", "Asia/Shanghai", "Asia/Singapore", "Asia/Taipei", "Asia/Tehran",
		"Asia/Tokyo", "Asia/Ulaanbaatar", "Asia/Vladivostok", "Asia/Yakutsk", "Asia/Yerevan", "Atlantic/Azores", "Australia/Adelaide",
		"Australia/Brisbane", "Australia/Darwin", "Australia/Hobart", "Australia/Perth", "Australia/Sydney", "Brazil/East",
		"Canada/Newfoundland", "Canada/Saskatchewan", "Canada/Yukon", "Europe/Amsterdam", "Europe/Athens", "Europe/Dublin",
		"Europe/Helsinki", "Europe/Istanbul", "Europe/Kaliningrad", "Europe/Moscow", "Europe/Paris", "Europe/Prague", "Europe/Sarajevo",
		"Pacific/Auckland", "Pacific/Fiji", "Pacific/Guam", "Pacific/Honolulu", "Pacific/Samoa", "US/Alaska", "US/Central",
		"US/East-Indiana", "US/Eastern", "US/Pacific", "UTC",
	}
}
