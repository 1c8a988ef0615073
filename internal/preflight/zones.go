package preflight

import (
	"cmp"
	"context"
	"fmt"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"

	"kasha/lib/config"
	"kasha/lib/offers"
)

// zone is one availability zone as the account sees it.
type zone struct {
	Name  string `xml:"zoneName"`
	ID    string `xml:"zoneId"`
	State string `xml:"zoneState"`
}

// checkZones checks the zones of an environment: the account has them, and they have Fargate, and RDS Proxy and VPC origins where these
// are configured. Only the account knows which zone a name is. If these credentials cannot find out, that is only a note.
func checkZones(ctx context.Context, session aws.Config, env config.Environment) (obstacles []string, note string) {
	zones, err := describeZones(ctx, session, env.Region)
	if err != nil {
		if isExpired(apiCode(err)) {
			return []string{unusable(err, signInCommand(session.Credentials))}, ""
		}
		return nil, fmt.Sprintf("EC2 does not say which zones %s are in this account (%s). Some have no Fargate, RDS Proxy or VPC origins: "+
			"compare `aws ec2 describe-availability-zones --region %s` with lib/offers/zones.go.",
			strings.Join(env.AvailabilityZones, " and "), cause(err), env.Region)
	}
	fix := "; fix: set availabilityZones in cdk.json to two of " + cmp.Or(strings.Join(suitable(zones, env), ", "), "another region")
	for _, name := range env.AvailabilityZones {
		if lacks := lacking(zones, name, env); lacks != "" {
			obstacles = append(obstacles, lacks+fix)
		}
	}
	return obstacles, ""
}

// lacking says what a zone lacks that the environment needs; empty: nothing.
func lacking(zones []zone, name string, env config.Environment) string {
	for _, zone := range zones {
		if zone.Name != name {
			continue
		}
		if zone.State != "available" {
			return fmt.Sprintf("%s (%s) is %q in this account", name, zone.ID, zone.State)
		}
		for _, feature := range needed(env) {
			if !offers.RegionOf(env.Region).ZoneHas(feature, zone.ID) {
				return fmt.Sprintf("%s is the zone %s in this account, which has no %s", name, zone.ID, feature)
			}
		}
		return ""
	}
	return "This account has no zone " + name
}

func needed(env config.Environment) []offers.Feature {
	features := []offers.Feature{offers.Fargate}
	if env.Database.Proxy {
		features = append(features, offers.DatabaseProxy)
	}
	if env.Edge.HasVPCOrigin() {
		features = append(features, offers.VPCOrigins)
	}
	return features
}

// suitable are the zones that the environment can use.
func suitable(zones []zone, env config.Environment) []string {
	var names []string
	for _, zone := range zones {
		if lacking(zones, zone.Name, env) == "" {
			names = append(names, zone.Name)
		}
	}
	return names
}

// describeZones asks EC2 for the zones of a region.
func describeZones(ctx context.Context, session aws.Config, region string) ([]zone, error) {
	answer, err := askEC2(ctx, session, region, "DescribeAvailabilityZones")
	if err == nil && len(answer.Zones) == 0 {
		err = fmt.Errorf("it names none")
	}
	return answer.Zones, err
}
