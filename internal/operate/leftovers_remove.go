package operate

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"

	"kasha/lib/spelling"
)

// maxAttempts is how often a bucket is emptied. An AWS service may still deliver objects after the first time.
const maxAttempts = 3

// remove deletes one leftover with its contents. It writes requests that are too long for a command line to the folder.
func (o Operator) remove(l Leftover, requestFolder string) error {
	aws := o.in(l.Region)
	switch l.Kind {
	case bucket:
		return o.removeBucket(l, requestFolder)
	case repository:
		return aws.Call(nil, "ecr", "delete-repository", "--repository-name", l.Name, "--force")
	case logGroup:
		return aws.Call(nil, "logs", "delete-log-group", "--log-group-name", l.Name)
	}
	return fmt.Errorf("%s: there is no way to remove a %s", l.Name, l.Kind)
}

func (o Operator) removeBucket(l Leftover, requestFolder string) error {
	for attempt := 1; ; attempt++ {
		err := o.emptyBucket(l, requestFolder)
		if err == nil {
			err = o.in(l.Region).Call(nil, "s3api", "delete-bucket", "--bucket", l.Name)
		}
		switch {
		case err == nil:
			return nil
		case strings.Contains(err.Error(), "NoSuchBucket"):
			return nil // the tagging service is behind
		case !strings.Contains(err.Error(), "BucketNotEmpty") || attempt == maxAttempts:
			return err
		}
		o.Sleep(10 * time.Second)
	}
}

// version is one version of an object, or a delete marker. A versioned bucket is empty when both are gone; `aws s3 rm` only adds
// delete markers.
type version struct{ Key, VersionId string }

// emptyBucket deletes page by page, because S3 lists and deletes at most a thousand versions at a time. Each page is listed from
// the start, because the versions listed before are gone.
func (o Operator) emptyBucket(l Leftover, requestFolder string) error {
	aws := o.in(l.Region)
	list := []string{"s3api", "list-object-versions", "--bucket", l.Name, "--no-paginate"}
	file := filepath.Join(requestFolder, l.Name+".json")
	defer os.Remove(file)
	listPage := aws.Call // only the first one is printed; the others are the same command
	for {
		var page struct{ Versions, DeleteMarkers []version }
		if err := listPage(&page, list...); err != nil {
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
		if err := os.MkdirAll(requestFolder, 0o755); err != nil {
			return err
		}
		if err := os.WriteFile(file, request, 0o600); err != nil {
			return err
		}
		var answer struct {
			Errors []struct{ Key, Code, Message string }
		}
		err = aws.Call(&answer, "s3api", "delete-objects", "--bucket", l.Name, "--delete", "file://"+filepath.ToSlash(file))
		if err != nil {
			return err
		}
		if len(answer.Errors) > 0 { // the next page would list the same objects again, without end
			first := answer.Errors[0]
			return fmt.Errorf("%s of %s cannot be deleted, the first is %s: %s: %s",
				spelling.Count(len(answer.Errors), "object"), l.Name, first.Key, first.Code, first.Message)
		}
		fmt.Fprintf(o.Out, "  %s deleted\n", spelling.Count(len(versions), "version"))
		listPage = aws.Repeat
	}
}
