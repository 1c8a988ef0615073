package leftovers

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"
)

// attempts is how often a bucket is emptied: what an AWS service was just writing may come after the first time.
const attempts = 3

// Remove deletes one leftover with everything in it.
func (e Environment) Remove(l Leftover) error {
	aws := e.AWS(l.Region)
	switch l.Kind {
	case Bucket:
		return e.removeBucket(l)
	case Repository:
		return aws.Call(nil, "ecr", "delete-repository", "--repository-name", l.Name, "--force")
	case LogGroup:
		return aws.Call(nil, "logs", "delete-log-group", "--log-group-name", l.Name)
	}
	return fmt.Errorf("nobody knows how to remove a %s", l.Kind)
}

func (e Environment) removeBucket(l Leftover) error {
	for attempt := 1; ; attempt++ {
		err := e.empty(l)
		if err == nil {
			err = e.AWS(l.Region).Call(nil, "s3api", "delete-bucket", "--bucket", l.Name)
		}
		switch {
		case err == nil:
			return nil
		case strings.Contains(err.Error(), "NoSuchBucket"):
			return nil // the tagging service had not heard
		case !strings.Contains(err.Error(), "BucketNotEmpty") || attempt == attempts:
			return err
		}
		e.Sleep(10 * time.Second)
	}
}

// version is one version of an object, or a mark that it was deleted. A bucket with versions is empty when all of both are
// gone; `aws s3 rm` only adds marks.
type version struct{ Key, VersionId string }

// empty deletes page by page, because S3 deletes a thousand versions at a time and lists as many. Each page is asked for
// from the beginning: what was listed before is gone.
func (e Environment) empty(l Leftover) error {
	aws := e.AWS(l.Region)
	list := []string{"s3api", "list-object-versions", "--bucket", l.Name, "--no-paginate"}
	file := filepath.Join(e.Folder, l.Name+".json")
	defer os.Remove(file)
	ask := aws.Call // shown once; the rest is the same
	for {
		var page struct{ Versions, DeleteMarkers []version }
		if err := ask(&page, list...); err != nil {
			return err
		}
		versions := append(page.Versions, page.DeleteMarkers...)
		if len(versions) == 0 {
			return nil
		}
		request, err := json.Marshal(map[string]any{"Objects": versions, "Quiet": true})
		if err != nil {
			return err
		}
		if err := os.MkdirAll(e.Folder, 0o755); err != nil {
			return err
		}
		if err := os.WriteFile(file, request, 0o600); err != nil {
			return err
		}
		var answer struct {
			Errors []struct{ Key, Code, Message string }
		}
		if err := aws.Call(&answer, "s3api", "delete-objects", "--bucket", l.Name, "--delete", "file://"+filepath.ToSlash(file)); err != nil {
			return err
		}
		if len(answer.Errors) > 0 { // asking again would find the same, for ever
			first := answer.Errors[0]
			return fmt.Errorf("%d objects of %s cannot be deleted, the first is %s: %s: %s", len(answer.Errors), l.Name, first.Key, first.Code, first.Message)
		}
		fmt.Fprintf(aws.Out, "  %d versions deleted\n", len(versions))
		ask = aws.Again
	}
}

// Snapshot is what remains of the database. It is not removed: it is the one thing that cannot be made again.
type Snapshot struct {
	DBSnapshotIdentifier, KmsKeyId string
	AllocatedStorage               int
}

// Snapshots lists the snapshots that CloudFormation or a person has taken of the environment's database.
func (e Environment) Snapshots() ([]Snapshot, error) {
	var found []Snapshot
	err := e.AWS(e.Region).Call(&found, "rds", "describe-db-snapshots", "--snapshot-type", "manual", "--db-instance-identifier", "kasha-"+e.Name+"-mysql",
		"--query", "DBSnapshots[].{DBSnapshotIdentifier: DBSnapshotIdentifier, KmsKeyId: KmsKeyId, AllocatedStorage: AllocatedStorage}")
	return found, err
}
