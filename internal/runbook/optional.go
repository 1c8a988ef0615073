package runbook

import (
	"maps"
	"slices"
	"strings"

	"kasha/lib/names"
)

// OptionalNames returns the names of what only some environments have: a site with a password, a release, a proxy. The environments that
// Kasha ships have none of them, but runbooks name them. A name that ends with a hyphen is a prefix.
//
// TestOptionalNamesAreInTheTemplates, in package tests, holds each against the templates of environments that have it.
func OptionalNames(e names.Environment) []string {
	return []string{
		e.AccessStore(),
		e.Machine(names.Release), e.ReleaseMachine(), e.ServiceLogs(names.Release), names.FunctionLogs(e.ReleaseFunction()),
		names.MigratorSecret(e.SecretPrefix()),
		e.RotationFunction(names.RotatedMigrator),
		e.Alarm(names.Warning, "rotation-migrator"),
		e.ShellCluster(), e.ShellLogs(), e.Alarm(names.News, "shell-opened"),
		e.Alarm(names.Critical, "users-hurt-edge"), e.Alarm(names.Critical, "site-canary"), e.Alarm(names.Critical, "site-health-check"),
		e.Machine(names.Job("")), e.ServiceLogs(names.Job("")), e.TasksCluster(),
		e.ServiceLogs(names.Worker("")),
		e.DatabaseProxy(), e.Alarm(names.Critical, "proxy-unavailable"), e.Alarm(names.Warning, "proxy-connections"),
		e.Alarm(names.Critical, "proxy-events"),
		e.ArchiveVault(),
	}
}

// OptionalLogicalIDs returns what logical ids of such things begin with, for each stack.
func OptionalLogicalIDs(e names.Environment) map[string][]string {
	return map[string][]string{
		e.Stack(names.Edge):     {"EdgeBlockedAddressesIPV4", "MonitoringHealthCheck"},
		e.Stack(names.Services): {"Release"},
	}
}

// addOptional adds what environments may have, so that runbooks can name it exactly.
func (k *Known) addOptional(e names.Environment) {
	for _, name := range OptionalNames(e) {
		k.optional[name] = true
	}
	for stack, ids := range OptionalLogicalIDs(e) {
		k.optionalIDs[stack] = ids
	}
}

// HasName reports whether a template has a name, or one that begins with it if it ends with a hyphen. Optional names count only there.
func (k Known) HasName(name string) bool { return has(k.names, name) }

// HasLogicalID reports whether a stack's template has a logical id with this beginning.
func (k Known) HasLogicalID(stack, begins string) bool { return begin(k.logicalIDs[stack], begins) }

func has(known map[string]bool, name string) bool {
	if !strings.HasSuffix(name, "-") {
		return known[name]
	}
	return begin(slices.Collect(maps.Keys(known)), name)
}

func begin(all []string, beginning string) bool {
	return slices.ContainsFunc(all, func(s string) bool { return strings.HasPrefix(s, beginning) })
}
