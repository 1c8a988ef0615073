package leftovers

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"kasha/internal/awscli"
)

// account stands for AWS: a bucket with versions in it, and answers to everything else by region and the first two words.
type account struct {
	versions, marks int               // in the bucket, as they are listed
	late            int               // versions that appear when the bucket is deleted for the first time
	refuse          string            // a key that cannot be deleted
	answers         map[string]string // "us-east-1 ecr describe-repositories"
	calls           []string
	out             bytes.Buffer
}

func (a *account) environment(t *testing.T, region string) Environment {
	return Environment{Name: "dev", Region: region, Folder: t.TempDir(), Sleep: func(time.Duration) {}, AWS: func(region string) awscli.CLI {
		return awscli.CLI{Region: region, Out: &a.out, Run: a.run}
	}}
}

func (a *account) run(args []string) ([]byte, error) {
	region := args[slices.Index(args, "--region")+1]
	call := region + " " + args[0] + " " + args[1]
	a.calls = append(a.calls, call)
	switch args[1] {
	case "list-object-versions":
		if a.versions < 0 {
			return nil, errors.New("aws s3api list-object-versions: An error occurred (NoSuchBucket)")
		}
		return a.page(), nil
	case "delete-objects":
		return a.deleteObjects(args[slices.Index(args, "--delete")+1])
	case "delete-bucket":
		a.versions, a.late = a.versions+a.late, 0
		if a.versions+a.marks > 0 {
			return nil, errors.New("aws s3api delete-bucket: An error occurred (BucketNotEmpty)")
		}
		return nil, nil
	}
	if prefix := slices.Index(args, "--log-group-name-prefix"); prefix > 0 {
		call += " " + args[prefix+1]
	}
	answer, there := a.answers[call]
	if !there {
		return []byte("[]"), nil
	}
	return []byte(answer), nil
}

// page lists as S3 does: a thousand of both kinds together.
func (a *account) page() []byte {
	var versions, marks []version
	for i := range min(a.versions, 1000) {
		versions = append(versions, version{"alb/ü " + fmt.Sprint(i), "v"})
	}
	for i := range min(a.marks, 1000-len(versions)) {
		marks = append(marks, version{"s3/" + fmt.Sprint(i), "v"})
	}
	data, _ := json.Marshal(map[string]any{"Versions": versions, "DeleteMarkers": marks, "IsTruncated": a.versions+a.marks > 1000})
	return data
}

func (a *account) deleteObjects(request string) ([]byte, error) {
	data, err := os.ReadFile(strings.TrimPrefix(request, "file://"))
	if err != nil {
		return nil, err
	}
	var read struct{ Objects []version }
	if err := json.Unmarshal(data, &read); err != nil || len(read.Objects) > 1000 {
		return nil, fmt.Errorf("MalformedXML: %d objects, %v", len(read.Objects), err)
	}
	for _, object := range read.Objects {
		switch {
		case object.Key == a.refuse:
			return []byte(`{"Errors": [{"Key": "` + a.refuse + `", "Code": "AccessDenied", "Message": "Access Denied"}]}`), nil
		case strings.HasPrefix(object.Key, "alb/") && object.VersionId == "v":
			a.versions--
		case strings.HasPrefix(object.Key, "s3/") && object.VersionId == "v":
			a.marks--
		}
	}
	return nil, nil
}

// TestABucketIsEmptiedOfAllVersionsFirst catches a bucket that S3 refuses to delete: with more versions than one page, with
// delete markers, with access logs that arrive after it was emptied.
func TestABucketIsEmptiedOfAllVersionsFirst(t *testing.T) {
	for name, aws := range map[string]*account{
		"empty":            {},
		"three pages":      {versions: 1900, marks: 700},
		"markers alone":    {marks: 1001},
		"a log comes late": {versions: 1, late: 2},
		"already deleted":  {versions: -1},
	} {
		err := aws.environment(t, "eu-west-1").Remove(Leftover{Bucket, "us-east-1", "kasha-dev-edge-accesslogs1-x"})
		if err != nil || aws.versions > 0 || aws.marks > 0 {
			t.Errorf("%s: %v; %d versions and %d markers are left", name, err, aws.versions, aws.marks)
		}
		for _, call := range aws.calls {
			if !strings.HasPrefix(call, "us-east-1 s3api") {
				t.Errorf("%s: %s, and the bucket is in us-east-1", name, call)
			}
		}
	}
}

// TestWhatCannotBeEmptiedEnds catches a loop that never ends, on an object that cannot be deleted or a bucket that is written
// to all the time.
func TestWhatCannotBeEmptiedEnds(t *testing.T) {
	aws := &account{marks: 5, refuse: "s3/3"}
	err := aws.environment(t, "us-east-1").Remove(Leftover{Bucket, "us-east-1", "b"})
	if err == nil || !strings.Contains(err.Error(), "1 objects of b cannot be deleted, the first is s3/3: AccessDenied") {
		t.Errorf("%v", err)
	}
	busy := &account{}
	env := busy.environment(t, "us-east-1")
	env.Sleep = func(time.Duration) { busy.late = 1 }
	busy.late = 1
	if err := env.Remove(Leftover{Bucket, "us-east-1", "b"}); err == nil || !strings.Contains(err.Error(), "BucketNotEmpty") {
		t.Errorf("%v", err)
	}
	if err := env.Remove(Leftover{"vault", "us-east-1", "v"}); err == nil {
		t.Error("a kind that nobody knows was removed")
	}
}

// TestFindLooksInBothRegions catches a leftover that is missed, and one of somebody else's that is found.
func TestFindLooksInBothRegions(t *testing.T) {
	aws := &account{answers: map[string]string{
		"eu-west-1 resourcegroupstaggingapi get-resources":                                    `["arn:aws:s3:::kasha-dev-data-storageaccesslogs9-x", "arn:aws:s3:::kasha-dev-data-storageapplicationc-y", "arn:aws:s3:::holiday-photos"]`,
		"us-east-1 resourcegroupstaggingapi get-resources":                                    `["arn:aws:s3:::kasha-dev-edge-accesslogs8-z"]`,
		"eu-west-1 ecr describe-repositories":                                                 `["kasha-dev/backend", "kasha-dev-ecr-public/docker/library/nginx", "kasha-prod-ecr-public/docker/library/nginx"]`,
		"eu-west-1 logs describe-log-groups /aws/lambda/kasha-dev-":                           `["/aws/lambda/kasha-dev-rotate-admin", "/aws/lambda/kasha-dev-2-rotate-admin"]`,
		"eu-west-1 logs describe-log-groups /aws/ecs/containerinsights/kasha-dev/performance": `["/aws/ecs/containerinsights/kasha-dev/performance"]`,
		"us-east-1 logs describe-log-groups /aws/lambda/cwsyn-kasha-dev-":                     `["/aws/lambda/cwsyn-kasha-dev-01234567-89ab-cdef-0123-456789abcdef"]`,
	}}
	found, err := aws.environment(t, "eu-west-1").Find()
	want := []Leftover{
		{Bucket, "eu-west-1", "kasha-dev-data-storageaccesslogs9-x"}, {Bucket, "eu-west-1", "kasha-dev-data-storageapplicationc-y"},
		{Bucket, "us-east-1", "kasha-dev-edge-accesslogs8-z"}, {Repository, "eu-west-1", "kasha-dev-ecr-public/docker/library/nginx"},
		{LogGroup, "eu-west-1", "/aws/lambda/kasha-dev-rotate-admin"}, {LogGroup, "eu-west-1", "/aws/ecs/containerinsights/kasha-dev/performance"},
		{LogGroup, "us-east-1", "/aws/lambda/cwsyn-kasha-dev-01234567-89ab-cdef-0123-456789abcdef"},
	}
	if err != nil || !slices.Equal(found, want) {
		t.Errorf("%v\n%v\nwant\n%v", err, found, want)
	}
	if !strings.Contains(aws.out.String(), "Key=environment,Values=dev Key=tier,Values=nonproduction") {
		t.Errorf("the tags are not asked for:\n%s", aws.out.String())
	}
	one := &account{}
	if found, err := one.environment(t, "us-east-1").Find(); err != nil || len(found) > 0 || strings.Count(one.out.String(), "get-resources") != 1 {
		t.Errorf("an environment in us-east-1 that left nothing: %v, %v, asked\n%s", err, found, one.out.String())
	}
}

// TestStacksAreOnesOwn catches a search that begins while a stack is there, and one that waits for somebody else's stack.
func TestStacksAreOnesOwn(t *testing.T) {
	aws := &account{answers: map[string]string{
		"eu-west-1 cloudformation describe-stacks": `[{"StackName": "kasha-dev-data", "StackStatus": "DELETE_FAILED"}, {"StackName": "kasha-dev-2-data", "StackStatus": "CREATE_COMPLETE"},
			{"StackName": "kasha-dev-network", "StackStatus": "DELETE_COMPLETE"}, {"StackName": "kasha-pipeline", "StackStatus": "CREATE_COMPLETE"}]`,
		"us-east-1 cloudformation describe-stacks": `[{"StackName": "kasha-dev-edge", "StackStatus": "UPDATE_COMPLETE"}]`,
	}}
	stacks, err := aws.environment(t, "eu-west-1").Stacks()
	want := []string{"kasha-dev-data in eu-west-1 (DELETE_FAILED)", "kasha-dev-edge in us-east-1 (UPDATE_COMPLETE)"}
	if err != nil || !slices.Equal(stacks, want) {
		t.Errorf("%v: %v, want %v", err, stacks, want)
	}
}

// TestNamesAreOneEnvironmentsOwn catches a name of another environment whose name begins or ends like something of dev's.
func TestNamesAreOneEnvironmentsOwn(t *testing.T) {
	dev := Environment{Name: "dev"}
	for name, want := range map[string]bool{
		"kasha-dev-data-storageaccesslogs96fb524c-abc": true,
		"kasha-dev-edge-accesslogs8b620eca-abc":        true,
		"kasha-dev-data-data-storageaccesslogs96fb52":  false, // of dev-data
		"kasha-dev-2-data-storageaccesslogs96fb524c-a": false,
		"kasha-dev-backups":                            false,
	} {
		if dev.IsBucket(name) != want {
			t.Errorf("bucket %s: %v", name, !want)
		}
	}
	for name, want := range map[string]bool{
		"kasha-dev-ecr-public/docker/library/nginx": true,
		"kasha-dev-ecr-public/backend":              false, // of dev-ecr-public, if names were that long
		"kasha-dev/backend":                         false,
		"kasha-dev-2-ecr-public/nginx/nginx":        false,
	} {
		if dev.IsCached(name) != want {
			t.Errorf("repository %s: %v", name, !want)
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
		"/kasha/dev/backend": false, // its stack's
	} {
		if dev.IsLogGroup(name) != want {
			t.Errorf("log group %s: %v", name, !want)
		}
	}
}
