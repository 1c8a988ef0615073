package config

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"kasha/lib/offers"
)

var zoneIDPattern = regexp.MustCompile(`^[a-z]{3,5}[0-9]-az[0-9]$`)

// checkRegion checks the region of an environment or of the pipeline.
func checkRegion(at object, region string) {
	if offers.RegionOf(region).Name != "" {
		return
	}
	regions := offers.RegionNames()
	if strings.HasPrefix(region, "us-gov-") || strings.HasPrefix(region, "cn-") {
		at.reject("region", quote(region)+" is in another partition, which has no us-east-1 for CloudFront's web ACL", oneOf(regions))
	}
	at.reject("region", missing("region", region, "a region of AWS's commercial partition"), suggestion(region, regions))
}

func checkZones(at object, e Environment) {
	const field = "availabilityZones"
	zones, offered := e.AvailabilityZones, offers.RegionOf(e.Region).Zones()
	if len(zones) != 2 {
		at.reject(field, fmt.Sprintf("expected exactly two availability zones, found %d", len(zones)), zoneRemedy(offered))
	} else if zones[0] == zones[1] {
		at.reject(field, "both availability zones are the same", zoneRemedy(offered))
	}
	for i, zone := range zones {
		element := at.element(field, i)
		if zoneIDPattern.MatchString(zone) {
			element.reject("", quote(zone)+" is the id of a zone; its name is needed, which differs between accounts", zoneRemedy(offered))
		}
		if at.valid("region") && !slices.Contains(offered, zone) {
			element.reject("", quote(zone)+" is not an availability zone of "+e.Region, zoneRemedy(offered))
		}
	}
}

func zoneRemedy(offered []string) string {
	if len(offered) == 0 {
		return `two zones of the region, such as "us-east-1a" and "us-east-1b"`
	}
	return fmt.Sprintf("two of %s, as `aws ec2 describe-availability-zones` lists them for your account", list(offered, "and"))
}
