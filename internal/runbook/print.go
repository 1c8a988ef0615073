package runbook

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"

	"kasha/lib/config"
)

// Printed is a runbook for another environment than the one that it is written for: every name, stack, account, zone and
// figure in it is that environment's. Runbooks are written for "prod" as cdk.json ships it, and off-hours.md for "dev"; what
// cannot be told from the configuration, such as names that a runbook makes up itself, stays.
//
// us-east-1 is two things in a runbook: the environment's region, and the region of everything that belongs to CloudFront.
// The first is written as AWS_DEFAULT_REGION's value and in ARNs, and is replaced; the second in any other place, and is not.
func Printed(text string, env config.Environment) string {
	for _, swap := range swaps(env) {
		text = swap.pattern.ReplaceAllString(text, swap.with)
	}
	lines := strings.Split(text, "\n")
	for i, line := range lines {
		lines[i] = figures(line, env)
	}
	return strings.Join(lines, "\n")
}

type swap struct {
	pattern *regexp.Regexp
	with    string
}

func swaps(env config.Environment) []swap {
	account := env.Account
	if account == "" {
		account = "ACCOUNT" // the account of whoever's credentials are in use
	}
	all := []swap{
		{regexp.MustCompile(`\bkasha/(?:prod|dev)/rds/mysql\b`), env.Database.SecretNamePrefix},
		{regexp.MustCompile(`\b(?:333333333333|111111111111)\b`), account},
		{regexp.MustCompile(`(export AWS_DEFAULT_REGION=|:)us-east-1\b`), "${1}" + env.Region},
		{regexp.MustCompile(`(\bkasha[-_/])(?:prod|dev)\b`), "${1}" + env.Name},
		{regexp.MustCompile(`\bkasha_(?:prod|dev)_`), "kasha_" + strings.ReplaceAll(env.Name, "-", "_") + "_"},
		// As a word of its own: in 'prod/data', ENV=prod, Values=prod and prose; not in /dev/null.
		{regexp.MustCompile(`(^|[\s'"\x60=(])(?:prod|dev)\b`), "${1}" + env.Name},
	}
	for i, zone := range env.AvailabilityZones {
		all = append(all, swap{regexp.MustCompile(`\bus-east-1` + string(rune('a'+i)) + `\b`), zone})
	}
	if env.Backup.CopyRegion != "" {
		all = append(all, swap{regexp.MustCompile(`\bus-west-2`), env.Backup.CopyRegion})
	}
	return all
}

var lifecyclePattern = regexp.MustCompile(`(--lifecycle DeleteAfterDays=)[0-9]+`)

// figures writes the configuration's figures into the options that carry them.
func figures(line string, env config.Environment) string {
	backup, maintenance := env.DatabaseWindows()
	option := func(name, value string) {
		if !strings.Contains(line, "--"+name) { // few lines have any, and compiling a pattern takes longer than looking
			return
		}
		line = regexp.MustCompile(`(--`+name+`) [0-9a-z][0-9a-z:.-]*`).ReplaceAllString(line, "${1} "+value)
	}
	flag := func(name string, on bool) {
		if !on && strings.Contains(line, "--"+name) {
			line = regexp.MustCompile(`--`+name+`\b`).ReplaceAllString(line, "--no-"+name)
		}
	}
	option("backup-retention-period", strconv.Itoa(env.Database.BackupRetentionDays))
	option("preferred-backup-window", backup)
	option("preferred-maintenance-window", maintenance)
	option("target-engine-version", env.Database.EngineVersion)
	option("engine-version", env.Database.EngineVersion)
	flag("multi-az", env.Database.MultiAZ)
	flag("deletion-protection", env.Database.DeletionProtection)
	line = lifecyclePattern.ReplaceAllString(line, fmt.Sprintf("${1}%d", env.Backup.RetentionDays))
	for name, service := range map[string]config.Service{"$BACKEND": env.Backend, "$FRONTEND": env.Frontend} {
		if strings.Contains(line, name) && !strings.Contains(line, "--max-capacity 0") && !strings.Contains(line, "--desired-count 0") {
			option("min-capacity", strconv.Itoa(service.MinTasks))
			option("max-capacity", strconv.Itoa(service.MaxTasks))
			option("desired-count", strconv.Itoa(service.MinTasks))
		}
	}
	return line
}
