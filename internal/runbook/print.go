package runbook

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"

	"kasha/lib/config"
)

// Printed rewrites a runbook for an environment: it replaces every name, stack, account, zone and figure with that environment's.
// Runbooks are written for "prod" as cdk.json ships it, and off-hours.md for "dev". What the configuration does not decide, such as
// names that a runbook makes up itself, stays. Parts for another kind of origin are left out.
//
// us-east-1 has two meanings in a runbook: the environment's region, and the region of everything that belongs to CloudFront. The
// first stands after AWS_DEFAULT_REGION= and in ARNs, and is replaced. The second stands everywhere else, and stays.
func Printed(text string, env config.Environment) string {
	text = queues(ForOrigin(text, env.Edge), env.Messaging)
	for _, r := range replacements(env) {
		text = r.pattern.ReplaceAllString(text, r.with)
	}
	lines := strings.Split(text, "\n")
	for i, line := range lines {
		lines[i] = replaceFigures(line, env)
	}
	return strings.Join(lines, "\n")
}

type replacement struct {
	pattern *regexp.Regexp
	with    string
}

func replace(pattern, with string) replacement {
	return replacement{pattern: regexp.MustCompile(pattern), with: with}
}

func replacements(env config.Environment) []replacement {
	account := env.Account
	if account == "" {
		account = "ACCOUNT" // that of the reader's credentials
	}
	all := []replacement{
		replace(`\bkasha/(?:prod|dev)/rds/mysql\b`, env.Database.SecretNamePrefix),
		replace(`\b(?:333333333333|111111111111)\b`, account),
		replace(`(export AWS_DEFAULT_REGION=|:)us-east-1\b`, "${1}"+env.Region),
		replace(`\bkasha[-](?:prod|dev)-mysql-replica\b`, env.Names().ReadReplica(env.Database.Insights)),
		replace(`(\bkasha[-_/])(?:prod|dev)\b`, "${1}"+env.Name),
		replace(`\bkasha_(?:prod|dev)_archive`, env.Names().RestoreTest()),
		// As a word of its own: in 'prod/data', ENV=prod, Values=prod and running text; not in /dev/null.
		replace(`(^|[\s'"\x60=(])(?:prod|dev)\b`, "${1}"+env.Name),
	}
	for i, zone := range env.AvailabilityZones {
		all = append(all, replace(`\bus-east-1`+string(rune('a'+i))+`\b`, zone))
	}
	if env.Backup.CopyRegion != "" {
		all = append(all, replace(`\bus-west-2`, env.Backup.CopyRegion))
	}
	return all
}

var lifecyclePattern = regexp.MustCompile(`(--lifecycle DeleteAfterDays=)[0-9]+`)

// replaceFigures writes the configuration's figures into the options of a line that have them.
func replaceFigures(line string, env config.Environment) string {
	backup, maintenance := env.DatabaseWindows()
	option := func(name, value string) {
		if !strings.Contains(line, "--"+name) { // few lines have any, and compiling a pattern takes longer than this check
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
	option("target-engine-version", string(env.Database.EngineVersion))
	option("engine-version", string(env.Database.EngineVersion))
	flag("multi-az", env.Database.MultiAZ)
	flag("deletion-protection", env.Database.DeletionProtection)
	line = lifecyclePattern.ReplaceAllString(line, fmt.Sprintf("${1}%d", env.Backup.RetentionDays))
	stopsTasks := strings.Contains(line, "--max-capacity 0") || strings.Contains(line, "--desired-count 0")
	for name, service := range map[string]config.Service{"$BACKEND": env.Backend.Service, "$FRONTEND": env.Frontend.Service} {
		if strings.Contains(line, name) && !stopsTasks {
			option("min-capacity", strconv.Itoa(service.MinTasks))
			option("max-capacity", strconv.Itoa(service.MaxTasks))
			option("desired-count", strconv.Itoa(service.MinTasks))
		}
	}
	return line
}
