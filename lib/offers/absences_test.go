package offers

import (
	"encoding/json"
	"os"
	"os/exec"
	"slices"
	"strings"
	"testing"
	"time"
)

// TestAbsencesAreDated catches a row without AWS's page, without the day on which it was read, or for a region that does not exist.
func TestAbsencesAreDated(t *testing.T) {
	dated := func(where, source, read string) {
		if _, err := time.Parse(time.DateOnly, read); err != nil || !strings.Contains(source, `"`) {
			t.Errorf("%s: source %q, read %q; want the title of AWS's page in quotes, and a date", where, source, read)
		}
	}
	for _, absence := range Absences() {
		dated(string(absence.Feature), absence.Source, absence.Read)
		regions := strings.Fields(absence.Regions)
		if len(regions) == 0 || !slices.IsSorted(regions) {
			t.Errorf("%s: regions %q, want some, sorted", absence.Feature, absence.Regions)
		}
		for _, region := range regions {
			if RegionOf(region).Name == "" {
				t.Errorf("%s: %q is not a region", absence.Feature, region)
			}
		}
	}
	for _, absence := range ZoneAbsences() {
		dated(string(absence.Feature)+" in "+absence.Region, absence.Source, absence.Read)
		if RegionOf(absence.Region).Name == "" || (absence.Without == "") == (absence.Only == "") {
			t.Errorf("%+v: want a region, and either the zones without it or those with it", absence)
		}
	}
}

// TestRegionsWithoutAFeature catches a row that is lost. The regions and zones are those of AWS's pages in November 2026.
func TestRegionsWithoutAFeature(t *testing.T) {
	for feature, regions := range map[Feature]string{
		CodePipeline:  "ap-east-2 ap-southeast-7 ca-west-1 mx-central-1",
		DatabaseProxy: "ap-east-2 ap-southeast-6",
		VPCOrigins:    "ap-southeast-6",
	} {
		for _, region := range strings.Fields(regions) {
			if RegionOf(region).Has(feature) {
				t.Errorf("%s has %s, want it missing", region, feature)
			}
		}
		if !RegionOf("us-east-1").Has(feature) || !RegionOf("eu-west-1").Has(feature) {
			t.Errorf("us-east-1 or eu-west-1 lacks %s", feature)
		}
	}
	for _, zone := range []string{"us-east-1 use1-az3", "us-west-1 usw1-az2", "ap-northeast-1 apne1-az3", "ca-central-1 cac1-az3"} {
		region, id, _ := strings.Cut(zone, " ")
		if RegionOf(region).ZoneHas(VPCOrigins, id) || !RegionOf(region).ZoneHas(VPCOrigins, id[:len(id)-1]+"1") {
			t.Errorf("VPC origins are in %s, or not in its first zone", zone)
		}
	}
	for zone, want := range map[string][2]bool{ // Fargate, RDS Proxy
		"use1-az3": {false, false}, "use1-az1": {true, true}, "usw1-az1": {true, true}, "usw1-az2": {false, false}, "usw1-az3": {true, true},
		"apne1-az1": {true, true}, "apne1-az2": {true, true}, "apne1-az3": {false, true}, "apne1-az4": {true, true}, "euw1-az3": {true, true},
	} {
		short, _, _ := strings.Cut(zone, "-")
		region := RegionOf(map[string]string{
			"use1": "us-east-1", "usw1": "us-west-1", "apne1": "ap-northeast-1", "euw1": "eu-west-1",
		}[short])
		if got := [2]bool{region.ZoneHas(Fargate, zone), region.ZoneHas(DatabaseProxy, zone)}; got != want {
			t.Errorf("%s: Fargate and RDS Proxy %v, want %v", zone, got, want)
		}
	}
}

// TestTheSDKHasTheSameRegions compares the tables with a second witness: the endpoints in AWS's SDK for Python. It catches a region that
// AWS has opened, and a service that a region got or never had. `make offers` runs it, with the SDK that comes with the pinned AWS CLI.
func TestTheSDKHasTheSameRegions(t *testing.T) {
	python := os.Getenv("KASHA_BOTOCORE_PYTHON")
	if python == "" {
		t.Skip("SKIPPED: compares with the AWS SDK for Python; run: make offers")
	}
	const script = `
import botocore, botocore.session, json, sys
session = botocore.session.get_session()
data = session.get_component("data_loader").load_data("endpoints")
aws = next(p for p in data["partitions"] if p["partition"] == "aws")
services = {name: sorted(s.get("endpoints", {})) for name, s in aws["services"].items() if s.get("isRegionalized", True)}
json.dump({"version": botocore.__version__, "regions": sorted(aws["regions"]), "services": services}, sys.stdout)`
	output, err := exec.Command(python, "-c", script).Output()
	if err != nil {
		t.Fatalf("%s cannot read botocore's endpoints: %v", python, err)
	}
	var sdk struct {
		Version  string
		Regions  []string
		Services map[string][]string
	}
	if err := json.Unmarshal(output, &sdk); err != nil {
		t.Fatal(err)
	}
	t.Logf("botocore %s, %d regions, %d regional services", sdk.Version, len(sdk.Regions), len(sdk.Services))
	if !slices.Equal(sdk.Regions, RegionNames()) {
		t.Errorf("regions %v, want %v", sdk.Regions, RegionNames())
	}
	lacking := func(service string) []string {
		endpoints, known := sdk.Services[service]
		if !known {
			t.Errorf("botocore has no service %q; fix: find its name there", service)
		}
		return slices.DeleteFunc(RegionNames(), func(region string) bool { return slices.Contains(endpoints, region) })
	}
	if got, want := strings.Join(lacking("codepipeline"), " "), row(CodePipeline).Regions; got != want {
		t.Errorf("CodePipeline is missing in %q, want %q", got, want)
	}
	// Connections have had another name since 2024, under which the endpoints do not list them: me-south-1 has them by now.
	parts := slices.Concat(lacking("codestar-connections"), lacking("codestar-notifications"), lacking("codebuild"))
	parts = slices.DeleteFunc(parts, func(region string) bool { return region == "me-south-1" })
	slices.Sort(parts)
	if got, want := strings.Join(slices.Compact(parts), " "), row(PipelineParts).Regions; got != want {
		t.Errorf("a part of the pipeline is missing in %q, want %q", got, want)
	}
	for _, service := range everywhere() {
		if lacks := lacking(service); len(lacks) > 0 {
			t.Errorf("%s is missing in %v, and every environment needs it; fix: add a row to Absences and a rule to lib/config", service,
				lacks)
		}
	}
}

func row(feature Feature) Absence {
	all := Absences()
	return all[slices.IndexFunc(all, func(a Absence) bool { return a.Feature == feature })]
}

// everywhere are the services that an environment uses in its own region, by botocore's names.
func everywhere() []string {
	return strings.Fields("api.ecr application-autoscaling backup cloudformation ec2 ecs elasticloadbalancing events kms lambda logs " +
		"monitoring pi rds s3 scheduler secretsmanager sns sqs ssm states sts synthetics")
}
