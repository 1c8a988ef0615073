package config

import (
	"strings"
	"testing"
)

// badTogether are environments of which each is good alone.
func badTogether() []bad {
	with := func(name, rest string) string {
		return strings.Replace(minimalDev[:len(minimalDev)-1], `"dev"`, `"`+name+`"`, 1) + rest + `}`
	}
	both := func(name, first, second, path, wrong, fix string) bad {
		patch := `/{"environments": [` + first + `,` + second + `]}`
		return bad{name: name, patch: patch, path: "/environments[1]." + path, wrong: wrong, fix: fix}
	}
	domain := func(name string) string {
		return `,"edge":{"domain":{"name":"` + name + `","zoneName":"example.com","hostedZoneId":"Z123"}}`
	}
	return []bad{
		both("name of another's key", with("dev", ""), with("dev-edge", ""), "name",
			`the name kasha-dev-edge would belong to environments[0] too, whose name is "dev"`, `with "dev" in use, "dev-edge" is taken`),
		both("key of another's name", with("dev-archive", ""), with("dev", ""), "name",
			"the name kasha-dev-archive would belong to environments[0]", "another name, or another account"),
		both("cluster of another's SQL task", with("a", ""), with("a-sql", ""), "name",
			`the name kasha-a-sql would belong to environments[0] too, whose name is "a"`, `with "a" in use, "a-sql" is taken`),
		both("name of another's key in an open account", with("dev", `,"account":"222222222222"`), with("dev-database", ""), "name",
			"kasha-dev-database", "another account"),
		both("queue like another's", with("a", `,"messaging":{"main":["jobs","b-jobs"]}`), with("a-b", ""), "messaging.main[0]",
			"would be called kasha-a-b-jobs, like one of environments[0]", "for one of the two"),
		both("queue like another's notification", with("a-b", `,"messaging":{"notification":["c"]}`),
			with("a", `,"messaging":{"notification":["x","b-c"]}`), "messaging.notification[1]", "would be called kasha-a-b-c",
			"for one of the two"),
		both("domain of another's load balancer", with("one", domain("app.example.com")), with("two", domain("origin.app.example.com")),
			"edge.domain.name", `"origin.app.example.com" is the name of a load balancer, behind "app.example.com"`, "another name"),
		both("secrets like another's in an open account", with("one", `,"account":"222222222222","database":{"secretNamePrefix":"shop/db"}`),
			with("two", `,"database":{"secretNamePrefix":"shop/db"}`), "database.secretNamePrefix",
			"already names the secrets of environments[0]", `"kasha/two/rds/mysql"`),
	}
}

// TestEnvironmentsMayShare catches a rule that rejects what may be the same: an address range, an account, a region. In
// different accounts, the names of secrets may be the same too.
func TestEnvironmentsMayShare(t *testing.T) {
	other := strings.Replace(minimalDev, `"dev"`, `"test"`, 1)
	mustRead(t, configuration(t, "{}", `/{"environments": [`+minimalDev+`,`+other+`]}`))
	secrets := `,"database":{"secretNamePrefix":"shop/db"}}`
	first := minimalDev[:len(minimalDev)-1] + `,"account":"111111111111"` + secrets
	second := other[:len(other)-1] + `,"account":"222222222222"` + secrets
	mustRead(t, configuration(t, "{}", `/{"environments": [`+first+`,`+second+`]}`))
}

// TestNamesMayRepeatInOtherAccountsAndRegions catches a rule that rejects names which do not collide.
func TestNamesMayRepeatInOtherAccountsAndRegions(t *testing.T) {
	one := func(name, account, region string) string {
		zones := `["` + region + `a","` + region + `b"]`
		return `{"name":"` + name + `","tier":"nonproduction","account":"` + account + `","region":"` + region +
			`","availabilityZones":` + zones + `,"messaging":{"main":["jobs","b-jobs"]}}`
	}
	for _, pair := range [][2]string{
		{one("dev", "222222222222", "us-east-1"), one("dev-edge", "333333333333", "us-east-1")},
		{one("dev", "222222222222", "us-east-1"), one("dev-eu", "222222222222", "us-east-1")},
		{one("a", "222222222222", "us-east-1"), one("a-b", "222222222222", "us-east-2")},
		{one("a", "222222222222", "us-east-1"), one("a-b", "333333333333", "us-east-1")},
	} {
		mustRead(t, configuration(t, "{}", `/{"environments": [`+pair[0]+`,`+pair[1]+`]}`))
	}
}
