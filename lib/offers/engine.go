package offers

import (
	"slices"
	"strings"
)

// EngineVersion is a version of RDS for MySQL, such as 8.4.10.
type EngineVersion string

// EngineVersions returns the versions that an environment may run, oldest first. Source: aws-cdk-lib 2.270.0,
// MysqlEngineVersion: those of 8.4 (LTS) that it does not deprecate. It marks 8.4.3 and 8.4.4 as no longer supported by RDS.
//
// Minor versions are never upgraded automatically (lib/database). When a version leaves this list, lib/config rejects it in
// cdk.json: that is the reminder to upgrade.
func EngineVersions() []EngineVersion {
	return []EngineVersion{"8.4.5", "8.4.6", "8.4.7", "8.4.8", "8.4.9", "8.4.10"}
}

// NewestEngineVersion returns the last of EngineVersions.
func NewestEngineVersion() EngineVersion {
	versions := EngineVersions()
	return versions[len(versions)-1]
}

// Major returns the major version, as parameter group families and the CDK want it: 8.4 of 8.4.10.
func (v EngineVersion) Major() string {
	return string(v[:max(strings.LastIndex(string(v), "."), 0)])
}

// Support is what RDS does for an engine version today.
type Support string

// The kinds of support.
const (
	StandardSupport Support = "standard" // an environment may run it
	ExtendedSupport Support = "extended" // RDS still offers it, and bills Extended Support
	Retired         Support = "retired"  // RDS no longer offers it
	UnknownVersion  Support = "unknown"  // RDS is not known to offer it
)

// Support returns what RDS does for the version. Standard support of MySQL 8.0 ended on 2026-07-31. aws-cdk-lib 2.270.0
// deprecates all versions of 8.0 before 8.0.42.
func (v EngineVersion) Support() Support {
	switch {
	case slices.Contains(EngineVersions(), v):
		return StandardSupport
	case slices.Contains([]EngineVersion{"8.0.42", "8.0.43", "8.0.44", "8.0.45", "8.0.46"}, v):
		return ExtendedSupport
	case slices.Contains([]EngineVersion{"8.4.3", "8.4.4", "8.0"}, v), slices.Contains([]string{"5.5", "5.6", "5.7", "8.0"}, v.Major()):
		return Retired
	}
	return UnknownVersion
}
