package config

import (
	"testing"

	"kasha/lib/offers"
)

func badOffers() []bad {
	const (
		edge   = `"edge":{"originPrefixList":"pl-0123456789abcdef0"}`
		canada = `"name":"west","region":"ca-west-1","availabilityZones":["ca-west-1a","ca-west-1b"],` + edge
		taipei = `"name":"taipei","region":"ap-east-2","availabilityZones":["ap-east-2a","ap-east-2b"],` + edge
		dubai  = `"name":"dubai","region":"me-central-1","availabilityZones":["me-central-1a","me-central-1b"],` + edge
	)
	nonproduction := func(where string) string { return `{"tier":"nonproduction",` + where + `}` }
	return []bad{
		{name: "class that the region lacks", base: nonproduction(canada), patch: `{"database": {"instanceClass": "db.t4g.medium"}}`,
			path: "database.instanceClass", wrong: "ca-west-1 does not offer db.t4g.medium", fix: `"db.t3.medium", or a class of t3, m6g,`},
		{name: "class that another region lacks", base: minimalProd,
			patch: `{"region": "eu-west-3", "availabilityZones": ["eu-west-3a", "eu-west-3b"], ` +
				`"edge": {"originPrefixList": "pl-75b1541c"}, "database": {"instanceClass": "db.r7g.16xlarge"}}`,
			path: "database.instanceClass", wrong: "eu-west-3 does not offer db.r7g.16xlarge", fix: `"db.r8g.16xlarge", or a class of`},
		{name: "size that only the missing families have",
			base:  nonproduction(dubai),
			patch: `{"database": {"instanceClass": "db.m7i.48xlarge"}}`, path: "database.instanceClass", wrong: "does not offer db.m7i.48xlarge",
			fix: "a class of t3, t4g, m5, r5, m6g, r6g or m7g"},
		{name: "proxy where there is none", base: nonproduction(taipei), patch: `{"database": {"proxy": true}}`, path: "database.proxy",
			wrong: "ap-east-2 has no RDS Proxy", fix: "false, or another region"},
		{name: "production in a region that cannot test its backups", base: `{"tier":"production",` + canada + `}`, path: "backup.restoreTest",
			wrong: "no restore testing in ca-west-1", fix: "false, and restore a snapshot by hand"},
		{name: "copies where they cannot be tested", base: minimalProd, patch: `{"backup": {"copyRegion": "ap-southeast-5"}}`,
			path: "backup.copyRegion", wrong: "no restore testing in ap-southeast-5", fix: "another region, or set backup.restoreTest to false"},
		{name: "copies where their class is missing", base: minimalProd,
			patch: `{"database": {"instanceClass": "db.m8g.large"}, "backup": {"copyRegion": "ca-central-1"}}`, path: "backup.copyRegion",
			wrong: "ca-central-1 does not offer db.m8g.large", fix: `set database.instanceClass to "db.m7i.large", or a class of`},
	}
}

// TestRegionLimitsApplyOnlyToWhatIsBuilt catches a rule that rejects what a region lacks although nothing would be created of it.
func TestRegionLimitsApplyOnlyToWhatIsBuilt(t *testing.T) {
	mustRead(t, configuration(t, minimalProd, `{"backup": {"copyRegion": "ap-southeast-5", "restoreTest": false}}`))
	mustRead(t, configuration(t, minimalProd,
		`{"database": {"instanceClass": "db.m8g.large"}, "backup": {"copyRegion": "ca-central-1", "restoreTest": false}}`))
	mustRead(t, configuration(t, minimalDev, `{"region": "ap-southeast-5", "availabilityZones": ["ap-southeast-5a", "ap-southeast-5c"],
		"edge": {"originPrefixList": "pl-0123456789abcdef0"}, "backup": {"restoreTest": true}}`)) // of no archive
}

// TestEveryRegionIsUsable catches a region in which the defaults of a tier are not available. Two fields must be written in some regions.
// These are CloudFront's prefix list where Kasha does not know it, and production's restore test where AWS Backup has none. A default
// that silently leaves out a protection would be worse.
func TestEveryRegionIsUsable(t *testing.T) {
	for _, region := range offers.RegionNames() {
		offered := offers.RegionOf(region)
		zones, id := offered.Zones(), offered.OriginPrefixList
		if id == "" {
			id = "pl-0123456789abcdef0"
		}
		patch := `{"region":"` + region + `","availabilityZones":["` + zones[0] + `","` + zones[1] + `"],"edge":{"originPrefixList":"` + id + `"}`
		mustRead(t, configuration(t, minimalDev, patch+`}`))
		if !offered.HasRestoreTesting() {
			patch += `,"backup":{"restoreTest":false}`
		}
		prod := environmentOf(t, minimalProd, patch+`}`)
		if prod.Database.InstanceClass.Size != "medium" {
			t.Errorf("%s: production runs on %s", region, prod.Database.InstanceClass)
		}
	}
}
