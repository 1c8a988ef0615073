package config

import (
	"fmt"
	"slices"
	"strings"
)

// EngineVersions are the MySQL versions that an environment may run, oldest first. Source: aws-cdk-lib 2.270.0,
// MysqlEngineVersion: those of 8.4 (LTS) that it does not deprecate. It marks 8.4.3 and 8.4.4 as no longer supported by RDS.
// Nothing upgrades by itself (lib/database), so a version that goes from here is refused in cdk.json: that is the reminder.
func EngineVersions() []string {
	return []string{"8.4.5", "8.4.6", "8.4.7", "8.4.8", "8.4.9", "8.4.10"}
}

// EngineMajor is the major version, as parameter group families and the CDK want it: 8.4 of 8.4.10.
func (d Database) EngineMajor() string {
	return d.EngineVersion[:max(strings.LastIndex(d.EngineVersion, "."), 0)]
}

// engineProblem explains why a version cannot be had. It is empty for a current version.
func engineProblem(version string) string {
	major := Database{EngineVersion: version}.EngineMajor()
	switch {
	case slices.Contains(EngineVersions(), version):
		return ""
	case version == "":
		return "the version is empty"
	case version == "8.4":
		return "8.4 is a major version; Kasha wants a minor one, so that the day of an upgrade is yours to choose"
	case major == "8.0" || version == "8.0":
		// Standard support of 8.0 ended on 2026-07-31. The rate is of years one and two: infracost's price book, May 2026.
		wrong := "MySQL 8.0 is past standard support and bills Extended Support, $0.10 per vCPU-hour"
		if !slices.Contains(billed80(), version) {
			wrong = quote(version) + " is retired: RDS no longer offers it. " + wrong
		}
		return wrong
	case slices.Contains([]string{"8.4.3", "8.4.4"}, version) || major == "5.7" || major == "5.6" || major == "5.5":
		return quote(version) + " is retired: RDS no longer offers it"
	}
	return fmt.Sprintf("%s is no version of MySQL that RDS is known to offer", quote(version))
}

// billed80 are the versions of 8.0 that RDS still offers, at the price of Extended Support (aws-cdk-lib 2.270.0 deprecates
// all before 8.0.42).
func billed80() []string {
	return []string{"8.0.42", "8.0.43", "8.0.44", "8.0.45", "8.0.46"}
}

// engineRemedy names the newest version, and then the others.
func engineRemedy() string {
	current := EngineVersions()
	newest := len(current) - 1
	return fmt.Sprintf("%q, the newest; %s are current too", current[newest], list(current[:newest], "and"))
}
