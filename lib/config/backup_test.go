package config

func badBackups() []bad {
	row := func(name, patch, path, wrong, fix string) bad {
		return bad{name: name, base: minimalProd, patch: `{"backup": ` + patch + `}`, path: "backup." + path, wrong: wrong, fix: fix}
	}
	return []bad{
		row("archive of a fortnight", `{"retentionDays": 14}`, "retentionDays", "cannot keep snapshots for 14 days", "2555 is seven years"),
		row("archive for ever", `{"retentionDays": 36501}`, "retentionDays", "cannot keep snapshots for 36501 days", "31 to 36500"),
		row("unknown lock", `{"lock": "complience"}`, "lock", `"complience" is not a lock`, `"compliance", if you mean that`),
		row("copy to the same region", `{"copyRegion": "eu-west-1"}`, "copyRegion", "lost together with the original", "another region"),
		row("copy to no region", `{"copyRegion": "eu-wset-2"}`, "copyRegion", "is not a region", `"eu-west-2"`),
		row("copy to region and account", `{"copyRegion": "eu-west-2", "copyAccount": "444444444444"}`, "copyAccount", "not to both",
			"one of copyRegion and copyAccount"),
		row("copy to an account that is none", `{"copyAccount": "4444"}`, "copyAccount", "is not an account id", "12 digits"),
		row("copy from an open account", `{"copyAccount": "444444444444"}`, "copyAccount", "the environment's account is not written",
			"12 digits of the environment's own account"),
		row("copy without an archive", `{"archive": false, "restoreTest": false, "copyRegion": "eu-west-2"}`, "copyRegion",
			"no archive to copy", "set archive to true"),
		{name: "copy to the environment's own account", base: minimalProd,
			patch: `{"account": "333333333333", "backup": {"copyAccount": "333333333333"}}`, path: "backup.copyAccount", wrong: "own account",
			fix: "another account"},
	}
}
