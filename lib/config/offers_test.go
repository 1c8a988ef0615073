package config

import (
	"slices"
	"strings"
	"testing"
)

func badOffers() []bad {
	const (
		canada = `"name":"west","region":"ca-west-1","availabilityZones":["ca-west-1a","ca-west-1b"],"edge":{"originPrefixList":"pl-0123456789abcdef0"}`
		taipei = `"name":"taipei","region":"ap-east-2","availabilityZones":["ap-east-2a","ap-east-2b"],"edge":{"originPrefixList":"pl-0123456789abcdef0"}`
	)
	nonproduction := func(where string) string { return `{"tier":"nonproduction",` + where + `}` }
	return []bad{
		{name: "class that the region lacks", base: nonproduction(canada), patch: `{"database": {"instanceClass": "db.t4g.medium"}}`, path: "database.instanceClass", wrong: "ca-west-1 does not offer db.t4g.medium", write: `"db.t3.medium", or a class of t3, m6g,`},
		{name: "class that another region lacks", base: minimalProd, patch: `{"region": "eu-west-3", "availabilityZones": ["eu-west-3a", "eu-west-3b"], "edge": {"originPrefixList": "pl-75b1541c"}, "database": {"instanceClass": "db.r7g.16xlarge"}}`, path: "database.instanceClass", wrong: "eu-west-3 does not offer db.r7g.16xlarge", write: `"db.r8g.16xlarge", or a class of`},
		{name: "size that only the missing families have", base: nonproduction(`"name":"dubai","region":"me-central-1","availabilityZones":["me-central-1a","me-central-1b"],"edge":{"originPrefixList":"pl-0123456789abcdef0"}`), patch: `{"database": {"instanceClass": "db.m7i.48xlarge"}}`, path: "database.instanceClass", wrong: "does not offer db.m7i.48xlarge", write: "a class of t3, t4g, m5, r5, m6g, r6g or m7g"},
		{name: "proxy where there is none", base: nonproduction(taipei), patch: `{"database": {"proxy": true}}`, path: "database.proxy", wrong: "ap-east-2 has no RDS Proxy", write: "false, or another region"},
		{name: "production in a region that cannot test its backups", base: `{"tier":"production",` + canada + `}`, path: "backup.restoreTest", wrong: "ca-west-1 has no restore testing", write: "false, and restore a snapshot by hand"},
		{name: "copies where they cannot be tested", base: minimalProd, patch: `{"backup": {"copyRegion": "ap-southeast-5"}}`, path: "backup.copyRegion", wrong: "ap-southeast-5 has no restore testing", write: "another region, or false as backup.restoreTest"},
		{name: "copies where their class is missing", base: minimalProd, patch: `{"database": {"instanceClass": "db.m8g.large"}, "backup": {"copyRegion": "ca-central-1"}}`, path: "backup.copyRegion", wrong: "ca-central-1 does not offer db.m8g.large", write: `as database.instanceClass "db.m7i.large", or a class of`},
	}
}

// TestARegionsGapsConcernWhatIsBuilt catches a rule that refuses what nothing would be built of.
func TestARegionsGapsConcernWhatIsBuilt(t *testing.T) {
	mustRead(t, configuration(t, minimalProd, `{"backup": {"copyRegion": "ap-southeast-5", "restoreTest": false}}`))
	mustRead(t, configuration(t, minimalProd, `{"database": {"instanceClass": "db.m8g.large"}, "backup": {"copyRegion": "ca-central-1", "restoreTest": false}}`))
	for region := range absentFamilies() {
		if !slices.Contains(Regions(), region) {
			t.Errorf("%s is no region", region)
		}
	}
	mustRead(t, configuration(t, minimalDev, `{"region": "ap-southeast-5", "availabilityZones": ["ap-southeast-5a", "ap-southeast-5c"],
		"edge": {"originPrefixList": "pl-0123456789abcdef0"}, "backup": {"restoreTest": true}}`)) // of no archive
}

// TestEveryRegionIsUsable catches a region in which a tier's own defaults cannot be had. What must be written is written
// here: CloudFront's prefix list where it is not known, and production's restore test where AWS Backup has none, because a
// default that leaves out a protection in silence would be worse.
func TestEveryRegionIsUsable(t *testing.T) {
	prefixLists := map[string]string{}
	for _, region := range Regions() {
		zones := ZonesOf(region)
		if len(zones) < 2 || !slices.IsSorted(zones) {
			t.Errorf("%s: zones %v", region, zones)
		}
		id := OriginPrefixListOf(region)
		if other, taken := prefixLists[id]; taken && id != "" {
			t.Errorf("%s and %s have the same prefix list", region, other)
		}
		prefixLists[id] = region
		if id == "" {
			id = "pl-0123456789abcdef0"
		}
		patch := `{"region":"` + region + `","availabilityZones":["` + zones[0] + `","` + zones[1] + `"],"edge":{"originPrefixList":"` + id + `"}`
		mustRead(t, configuration(t, minimalDev, patch+`}`))
		if !OffersRestoreTests(region) {
			patch += `,"backup":{"restoreTest":false}`
		}
		prod := mustRead(t, configuration(t, minimalProd, patch+`}`)).Environments[0]
		if !strings.HasSuffix(prod.Database.InstanceClass, ".medium") {
			t.Errorf("%s: production runs on %s", region, prod.Database.InstanceClass)
		}
	}
	if n := len(Regions()); n != 34 {
		t.Errorf("%d regions, want the 34 of the commercial partition", n)
	}
}
