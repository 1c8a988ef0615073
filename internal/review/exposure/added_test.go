package exposure_test

import (
	"strings"
	"testing"

	"kasha/internal/review/exposure"
	"kasha/internal/review/properties"
)

// TestEveryTypeHasADecisionForNewResources catches a type of Kasha's templates of which a new resource would go unsaid, and a property that
// no template can have.
func TestEveryTypeHasADecisionForNewResources(t *testing.T) {
	table, err := properties.All()
	if err != nil {
		t.Fatal(err)
	}
	decided := exposure.NewResources()
	for resource := range table {
		d, ok := decided[resource]
		if resource != "*" && (!ok || !d.Judged && len(d.Sends) == 0 && d.Why == "") {
			t.Errorf("%s: nobody decided what a new one means; fix: add it to newResources", resource)
		}
	}
	for resource, d := range decided {
		if !table.Knows(resource) {
			t.Errorf("newResources has %s, which is in no table of properties", resource)
		}
		for _, path := range d.Sends {
			if strings.Contains(path, "..") || path == "" {
				t.Errorf("%s: %q is no path", resource, path)
			}
		}
	}
}

// Catches code in a security group of before, which reaches the database as the service does.
func TestNewCodeInASecurityGroupOfBefore(t *testing.T) {
	const group = `"G": {"Type": "AWS::EC2::SecurityGroup", "Properties": {"GroupDescription": "g"}}`
	base := resources(`{` + group + `}`)
	head := resources(`{` + group + `, "F": {"Type": "AWS::Lambda::Function", "Properties": {"Code": {"ZipFile": "pass"},
		"VpcConfig": {"SecurityGroupIds": [{"Fn::GetAtt": ["G", "GroupId"]}]}}}}`)
	wants(t, "opening", compare(t, base.Assembly(t), head.Assembly(t)).Openings,
		"F: something new is in a security group that was there before")
}
