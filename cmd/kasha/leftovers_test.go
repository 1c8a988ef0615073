package main

import (
	"slices"
	"strings"
	"testing"

	"kasha/lib/config"
)

// deletedAccount is one in which dev was deleted: it left a bucket with one version in it, and a snapshot.
func deletedAccount() *account {
	return &account{answers: map[string][]string{
		"sts get-caller-identity":                {`"444444444444"`},
		"cloudformation describe-stacks":         {`[{"StackName": "kasha-pipeline", "StackStatus": "CREATE_COMPLETE"}]`},
		"resourcegroupstaggingapi get-resources": {`["arn:aws:s3:::kasha-dev-data-storageaccesslogs9-x"]`},
		"ecr describe-repositories":              {`["kasha-dev-ecr-public/docker/library/nginx"]`},
		"logs describe-log-groups":               {`["/aws/lambda/kasha-dev-rotate-admin"]`, `[]`},
		"s3api list-object-versions":             {`{"Versions": [{"Key": "a", "VersionId": "1"}]}`, `{}`},
		"s3api delete-objects":                   {``},
		"s3api delete-bucket":                    {``},
		"ecr delete-repository":                  {``},
		"logs delete-log-group":                  {``},
		"rds describe-db-snapshots":              {`[{"DBSnapshotIdentifier": "final", "KmsKeyId": "arn:key", "AllocatedStorage": 20}]`},
	}}
}

func removals(aws *account) []string {
	return slices.DeleteFunc(slices.Clone(aws.calls), func(call string) bool { return !strings.Contains(call, " delete-") })
}

// TestLeftoversAreRemovedOnceTheyAreNamed catches something that make destroy leaves, and a snapshot that goes with it.
func TestLeftoversAreRemovedOnceTheyAreNamed(t *testing.T) {
	aws := deletedAccount()
	if err := aws.operator("dev").leftovers("dev", t.TempDir()); err != nil {
		t.Fatal(err)
	}
	want := []string{"s3api delete-objects", "s3api delete-bucket", "ecr delete-repository", "logs delete-log-group"}
	if got := removals(aws); !slices.Equal(got, want) {
		t.Errorf("removed by %v, want %v", got, want)
	}
	for _, line := range []string{
		"dev left a bucket in us-east-1: kasha-dev-data-storageaccesslogs9-x\n",
		"$ aws s3api delete-bucket --bucket kasha-dev-data-storageaccesslogs9-x --region us-east-1",
		"$ aws ecr delete-repository --repository-name kasha-dev-ecr-public/docker/library/nginx --force --region us-east-1",
		"  aws rds delete-db-snapshot --db-snapshot-identifier final --region us-east-1\n",
		"  aws kms cancel-key-deletion --key-id arn:key --region us-east-1\n",
	} {
		if !strings.Contains(aws.out.String(), line) {
			t.Errorf("does not print %q:\n%s", line, aws.out.String())
		}
	}
}

// TestNothingIsRemovedUnasked catches data that goes although nobody named its environment, or that of a live environment, of
// production, or of another account.
func TestNothingIsRemovedUnasked(t *testing.T) {
	for name, c := range map[string]struct {
		change  func(*account, *operator)
		confirm string
		want    string // in the error, or else in what is printed
	}{
		"not named again":    {func(*account, *operator) {}, "", "To remove all of it, with what is in it: kasha leftovers dev --confirm dev"},
		"another one's name": {func(*account, *operator) {}, "staging", `--confirm is "staging" and the environment is "dev"`},
		"production":         {func(_ *account, o *operator) { o.env.Tier = config.Production }, "dev", "dev is production"},
		"of another account": {func(_ *account, o *operator) { o.env.Account = "555555555555" }, "dev", "these credentials are for account 444444444444, and dev is in account 555555555555"},
		"no right to look":   {func(a *account, _ *operator) { delete(a.answers, "cloudformation describe-stacks") }, "dev", "AccessDenied"},
		"a stack still there": {func(a *account, _ *operator) {
			a.answers["cloudformation describe-stacks"] = []string{`[{"StackName": "kasha-dev-data", "StackStatus": "DELETE_IN_PROGRESS"}]`}
		}, "dev", "dev is not deleted yet: there is kasha-dev-data in us-east-1 (DELETE_IN_PROGRESS)"},
	} {
		aws := deletedAccount()
		o := aws.operator("dev")
		c.change(aws, &o)
		said := aws.out.String
		if err := o.leftovers(c.confirm, t.TempDir()); err != nil {
			said = err.Error
		}
		if !strings.Contains(said(), c.want) {
			t.Errorf("%s: says %s, want %q", name, said(), c.want)
		}
		if removed := removals(aws); len(removed) > 0 {
			t.Errorf("%s: %v", name, removed)
		}
	}
}

// TestARemovalThatStopsCanBeRunAgain catches a failure half-way after which nobody knows what to do.
func TestARemovalThatStopsCanBeRunAgain(t *testing.T) {
	aws := deletedAccount()
	delete(aws.answers, "s3api delete-bucket")
	err := aws.operator("dev").leftovers("dev", t.TempDir())
	if err == nil || !strings.Contains(err.Error(), "kasha-dev-data-storageaccesslogs9-x may still be there") || !strings.Contains(err.Error(), "run again: kasha leftovers dev --confirm dev") {
		t.Errorf("%v", err)
	}
	if slices.Contains(aws.calls, "ecr delete-repository") {
		t.Error("went on after a failure")
	}
}
