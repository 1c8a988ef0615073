package operate

import (
	"slices"
	"strings"
	"testing"
)

// TestFindLooksInBothRegions catches a leftover that is missed, and one of another environment that is found.
func TestFindLooksInBothRegions(t *testing.T) {
	const canary = "/aws/lambda/cwsyn-kasha-dev-01234567-89ab-cdef-0123-456789abcdef"
	const insights = "/aws/ecs/containerinsights/kasha-dev/performance"
	aws := &regionalAccount{answers: map[string]string{
		"eu-west-1 resourcegroupstaggingapi get-resources": `["arn:aws:s3:::kasha-dev-data-storageaccesslogs9-x",
			"arn:aws:s3:::kasha-dev-data-storageapplicationc-y", "arn:aws:s3:::holiday-photos"]`,
		"us-east-1 resourcegroupstaggingapi get-resources": `["arn:aws:s3:::kasha-dev-edge-accesslogs8-z"]`,
		"eu-west-1 ecr describe-repositories": `["kasha-dev/backend", "kasha-dev-ecr-public/docker/library/nginx",
			"kasha-prod-ecr-public/docker/library/nginx"]`,
		"eu-west-1 logs describe-log-groups /aws/lambda/kasha-dev-": `["/aws/lambda/kasha-dev-rotate-admin",
			"/aws/lambda/kasha-dev-2-rotate-admin"]`,
		"eu-west-1 logs describe-log-groups " + insights:                  `["` + insights + `"]`,
		"us-east-1 logs describe-log-groups /aws/lambda/cwsyn-kasha-dev-": `["` + canary + `"]`,
	}}
	found, err := aws.operator("eu-west-1").findLeftovers()
	want := []Leftover{
		{Kind: bucket, Region: "eu-west-1", Name: "kasha-dev-data-storageaccesslogs9-x"},
		{Kind: bucket, Region: "eu-west-1", Name: "kasha-dev-data-storageapplicationc-y"},
		{Kind: bucket, Region: "us-east-1", Name: "kasha-dev-edge-accesslogs8-z"},
		{Kind: repository, Region: "eu-west-1", Name: "kasha-dev-ecr-public/docker/library/nginx"},
		{Kind: logGroup, Region: "eu-west-1", Name: "/aws/lambda/kasha-dev-rotate-admin"},
		{Kind: logGroup, Region: "eu-west-1", Name: insights},
		{Kind: logGroup, Region: "us-east-1", Name: canary},
	}
	if err != nil || !slices.Equal(found, want) {
		t.Errorf("error %v, got\n%v\nwant\n%v", err, found, want)
	}
	if tags := "Key=environment,Values=dev Key=tier,Values=nonproduction"; !strings.Contains(aws.out.String(), tags) {
		t.Errorf("buckets are not searched by the tags %s:\n%s", tags, aws.out.String())
	}
	one := &regionalAccount{}
	found, err = one.operator("us-east-1").findLeftovers()
	if err != nil || len(found) > 0 || strings.Count(one.out.String(), "get-resources") != 1 {
		t.Errorf("an environment in us-east-1 without leftovers: error %v, found %v, want one search for buckets:\n%s",
			err, found, one.out.String())
	}
}

// TestOnlyTheEnvironmentsOwnStacksCount catches a search that begins while a stack exists, and one that waits for another
// environment's stack.
func TestOnlyTheEnvironmentsOwnStacksCount(t *testing.T) {
	aws := &regionalAccount{answers: map[string]string{
		"eu-west-1 cloudformation describe-stacks": `[{"StackName": "kasha-dev-data", "StackStatus": "DELETE_FAILED"},
			{"StackName": "kasha-dev-2-data", "StackStatus": "CREATE_COMPLETE"},
			{"StackName": "kasha-dev-network", "StackStatus": "DELETE_COMPLETE"},
			{"StackName": "kasha-pipeline", "StackStatus": "CREATE_COMPLETE"}]`,
		"us-east-1 cloudformation describe-stacks": `[{"StackName": "kasha-dev-edge", "StackStatus": "UPDATE_COMPLETE"}]`,
	}}
	stacks, err := aws.operator("eu-west-1").remainingStacks()
	want := []string{"kasha-dev-data in eu-west-1 (DELETE_FAILED)", "kasha-dev-edge in us-east-1 (UPDATE_COMPLETE)"}
	if err != nil || !slices.Equal(stacks, want) {
		t.Errorf("error %v, got %v, want %v", err, stacks, want)
	}
}

// TestLeftoverNamesAreTheEnvironmentsOwn catches a name of another environment that begins or ends like one of dev's.
func TestLeftoverNamesAreTheEnvironmentsOwn(t *testing.T) {
	dev := LeftoverNames("dev")
	for name, want := range map[string]bool{
		"kasha-dev-data-storageaccesslogs96fb524c-abc": true,
		"kasha-dev-edge-accesslogs8b620eca-abc":        true,
		"kasha-dev-edge-assets9a31d427-abc":            true,
		"kasha-dev-data-data-storageaccesslogs96fb52":  false, // of dev-data
		"kasha-dev-2-data-storageaccesslogs96fb524c-a": false,
		"kasha-dev-backups":                            false,
	} {
		if dev.IsBucket(name) != want {
			t.Errorf("bucket %s: got %v, want %v", name, !want, want)
		}
	}
	for name, want := range map[string]bool{
		"kasha-dev-ecr-public/docker/library/nginx": true,
		"kasha-dev-ecr-public/backend":              false, // of dev-ecr-public, if names were that long
		"kasha-dev/backend":                         false,
		"kasha-dev-2-ecr-public/nginx/nginx":        false,
	} {
		if dev.IsCachedRepository(name) != want {
			t.Errorf("repository %s: got %v, want %v", name, !want, want)
		}
	}
	for name, want := range map[string]bool{
		"/aws/lambda/kasha-dev-network-CustomVpcRestrictDefaultSGCustomReso-1a2b": true,
		"/aws/lambda/kasha-dev-rotate-connection":                                 true,
		"/aws/ecs/containerinsights/kasha-dev/performance":                        true,
		"/aws/lambda/cwsyn-kasha-dev-01234567-89ab-cdef-0123-456789abcdef":        true,
		"/aws/lambda/cwsyn-kasha-dev-2-01234567-89ab-cdef-0123-456789abcdef":      false,
		"/aws/lambda/kasha-dev-2-network-CustomVpcRestrict":                       false,
		"/aws/lambda/kasha-dev-rotate-connections":                                false,
		"/aws/lambda/kasha-dev-network-network-CustomVpcRestrict":                 false, // of dev-network
		"/kasha/dev/backend": false, // its stack deletes it
	} {
		if dev.IsLogGroup(name) != want {
			t.Errorf("log group %s: got %v, want %v", name, !want, want)
		}
	}
}
