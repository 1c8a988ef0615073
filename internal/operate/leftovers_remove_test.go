package operate

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

	"kasha/lib/config"
)

// regionalAccount stands in for AWS, region by region. It holds one bucket with versions in it. It answers every other call by
// its region and first two words.
type regionalAccount struct {
	versions, markers int               // in the bucket; below zero: there is no bucket
	late              int               // versions that appear when the bucket is deleted for the first time
	refuse            string            // a key that cannot be deleted
	answers           map[string]string // "us-east-1 ecr describe-repositories"
	calls             []string
	out               bytes.Buffer
}

func (a *regionalAccount) operator(region string) Operator {
	return Operator{
		Environment: config.Environment{Name: "dev", Region: region}, AWS: CLI{Region: region, Out: &a.out, Run: a.run},
		Out: &a.out, Sleep: func(time.Duration) {},
	}
}

func (a *regionalAccount) run(args []string) ([]byte, error) {
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
		if a.versions+a.markers > 0 {
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
func (a *regionalAccount) page() []byte {
	var versions, markers []version
	for i := range min(a.versions, 1000) {
		versions = append(versions, version{Key: fmt.Sprint("alb/ü ", i), VersionId: "v"})
	}
	for i := range min(a.markers, 1000-len(versions)) {
		markers = append(markers, version{Key: fmt.Sprint("s3/", i), VersionId: "v"})
	}
	data, _ := json.Marshal(map[string]any{"Versions": versions, "DeleteMarkers": markers, "IsTruncated": a.versions+a.markers > 1000})
	return data
}

func (a *regionalAccount) deleteObjects(request string) ([]byte, error) {
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
			a.markers--
		}
	}
	return nil, nil
}

// TestABucketIsEmptiedFirst catches a bucket that S3 refuses to delete: one with more versions than one page, or with delete
// markers. It also covers access logs that arrive after the bucket was emptied.
func TestABucketIsEmptiedFirst(t *testing.T) {
	for name, aws := range map[string]*regionalAccount{
		"empty":            {},
		"three pages":      {versions: 1900, markers: 700},
		"markers alone":    {markers: 1001},
		"a log comes late": {versions: 1, late: 2},
		"already deleted":  {versions: -1},
	} {
		accessLogs := Leftover{Kind: bucket, Region: "us-east-1", Name: "kasha-dev-edge-accesslogs1-x"}
		err := aws.operator("eu-west-1").remove(accessLogs, t.TempDir())
		if err != nil || aws.versions > 0 || aws.markers > 0 {
			t.Errorf("%s: error %v, %d versions and %d markers are left, want none", name, err, aws.versions, aws.markers)
		}
		for _, call := range aws.calls {
			if !strings.HasPrefix(call, "us-east-1 s3api") {
				t.Errorf("%s: called %s, want the bucket's region us-east-1", name, call)
			}
		}
	}
}

// TestABucketThatCannotBeEmptiedIsAnError catches a loop without end, on an object that cannot be deleted or on a bucket that is
// written to all the time.
func TestABucketThatCannotBeEmptiedIsAnError(t *testing.T) {
	aws := &regionalAccount{markers: 5, refuse: "s3/3"}
	one := Leftover{Kind: bucket, Region: "us-east-1", Name: "b"}
	err := aws.operator("us-east-1").remove(one, t.TempDir())
	if want := "1 object of b cannot be deleted, the first is s3/3: AccessDenied"; err == nil || !strings.Contains(err.Error(), want) {
		t.Errorf("got %v, want an error with %q", err, want)
	}
	busy := &regionalAccount{late: 1}
	o := busy.operator("us-east-1")
	o.Sleep = func(time.Duration) { busy.late = 1 }
	if err := o.remove(one, t.TempDir()); err == nil || !strings.Contains(err.Error(), "BucketNotEmpty") {
		t.Errorf("got %v, want S3's BucketNotEmpty", err)
	}
	if err := o.remove(Leftover{Kind: "vault", Region: "us-east-1", Name: "v"}, t.TempDir()); err == nil {
		t.Error("a leftover of an unknown kind was removed")
	}
}
