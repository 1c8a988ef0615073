package operate

import (
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"kasha/lib/names"
	"kasha/lib/sqltask/client"
)

const (
	// maxSQL keeps the SQL task fast: the script replaces names and passwords in it with bash. Measured: half a second for 4 MB.
	maxSQL = 4 << 20

	// urlSeconds is how long the task may take to start and download the SQL.
	urlSeconds = "1800"
)

// uploaded is SQL in the application's bucket.
type uploaded struct{ bucket, key, version, digest, url string }

// uploadSQL puts SQL into the application's bucket, from which the task downloads it by a URL that the caller's credentials sign. So the
// task needs no permission on the bucket. A process that uses the bucket can read the SQL, and could replace it. The task therefore runs
// only what has the digest in its overrides.
func (o Operator) uploadSQL(sql, file string) (uploaded, error) {
	sql = strings.TrimRight(sql, "\n") // as a shell's command substitution does
	if len(sql) > maxSQL {
		return uploaded{}, fmt.Errorf("the SQL has %d bytes, and the task can take %d; fix: load data from the application's bucket instead",
			len(sql), maxSQL)
	}
	bucket, err := o.output(names.Data, names.Bucket)
	if err != nil {
		return uploaded{}, err
	}
	digest, random := sha256.Sum256([]byte(sql)), make([]byte, 8)
	rand.Read(random) // never fails
	to := uploaded{bucket: bucket, key: names.SQLObjects + hex.EncodeToString(random), digest: hex.EncodeToString(digest[:])}
	if err := os.WriteFile(file, []byte(sql), 0o600); err != nil {
		return uploaded{}, err
	}
	var put struct{ VersionId string }
	err = o.AWS.Call(&put, "s3api", "put-object", "--bucket", to.bucket, "--key", to.key, "--body", filepath.ToSlash(file))
	if err != nil {
		return uploaded{}, err
	}
	to.version = put.VersionId
	// The URL is not printed: whoever has it can read the SQL.
	url, err := o.AWS.Run([]string{"s3", "presign", "s3://" + to.bucket + "/" + to.key, "--expires-in", urlSeconds, "--region", o.AWS.Region})
	if to.url = strings.TrimSpace(string(url)); err == nil && !strings.HasPrefix(to.url, "https://") {
		err = fmt.Errorf("aws s3 presign answers %.40q, which is no URL", to.url)
	}
	if err != nil {
		o.removeSQL(to)
		return uploaded{}, err
	}
	return to, nil
}

// removeSQL deletes the version, so that nothing of it stays in the versioned bucket.
func (o Operator) removeSQL(from uploaded) error {
	args := []string{"s3api", "delete-object", "--bucket", from.bucket, "--key", from.key}
	if from.version != "" {
		args = append(args, "--version-id", from.version)
	}
	return o.AWS.Call(nil, args...)
}

// fetchOverrides returns the task overrides with which the task downloads the SQL before it runs it.
func (o Operator) fetchOverrides(from uploaded) ([]byte, error) {
	script := client.Script
	if o.Environment.HasMigrator() {
		script = client.WithMigrator()
	}
	overrides, err := json.Marshal(map[string]any{"containerOverrides": []any{map[string]any{
		"name": names.SQLContainer, "command": []string{client.Fetching(script)},
		"environment": []any{
			map[string]string{"name": names.SQLURL, "value": from.url}, map[string]string{"name": names.SQLDigest, "value": from.digest},
		},
	}}})
	if err == nil && len(overrides) > maxOverrides {
		err = fmt.Errorf("the signed URL makes the task overrides %d bytes long, and ECS allows %d; fix: use credentials with a shorter "+
			"session token", len(overrides), maxOverrides)
	}
	return overrides, err
}
