package operate

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

// TestLeftoversAreRemovedAfterConfirmation catches something that make destroy leaves behind, and a snapshot that is deleted.
func TestLeftoversAreRemovedAfterConfirmation(t *testing.T) {
	aws := deletedAccount()
	if _, err := aws.operator("dev").Leftovers("dev", t.TempDir()); err != nil {
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
		aws.wantPrinted(t, line)
	}
}

// TestNothingIsRemovedWithoutConfirmation catches the removal of data that nobody confirmed, or that belongs to a live
// environment, to production or to another account.
func TestNothingIsRemovedWithoutConfirmation(t *testing.T) {
	none := func(*account, *Operator) {}
	for name, c := range map[string]struct {
		change  func(*account, *Operator)
		confirm string
		want    string // in the error, or without an error in the output
	}{
		"not confirmed": {
			change: none, want: "To remove all of it with its contents, run: kasha leftovers --env dev --confirm dev",
		},
		"another environment's name": {
			change: none, confirm: "staging", want: `--confirm is "staging" and the environment is "dev"`,
		},
		"production": {
			change:  func(_ *account, o *Operator) { o.Environment.Tier = config.Production },
			confirm: "dev", want: "dev is production",
		},
		"another account": {
			change:  func(_ *account, o *Operator) { o.Environment.Account = "555555555555" },
			confirm: "dev", want: "these credentials are for account 444444444444, and dev is in account 555555555555",
		},
		"not allowed to list stacks": {
			change:  func(a *account, _ *Operator) { delete(a.answers, "cloudformation describe-stacks") },
			confirm: "dev", want: "AccessDenied",
		},
		"a stack still exists": {
			change: func(a *account, _ *Operator) {
				a.answers["cloudformation describe-stacks"] = []string{`[{"StackName": "kasha-dev-data", "StackStatus": "DELETE_IN_PROGRESS"}]`}
			},
			confirm: "dev", want: "dev is not deleted yet: kasha-dev-data in us-east-1 (DELETE_IN_PROGRESS) still exists",
		},
	} {
		aws := deletedAccount()
		o := aws.operator("dev")
		c.change(aws, &o)
		said := aws.out.String
		if _, err := o.Leftovers(c.confirm, t.TempDir()); err != nil {
			said = err.Error
		}
		if !strings.Contains(said(), c.want) {
			t.Errorf("%s: got %s, want %q in it", name, said(), c.want)
		}
		if removed := removals(aws); len(removed) > 0 {
			t.Errorf("%s: removed by %v, want nothing removed", name, removed)
		}
	}
}

// TestARemovalThatFailsCanBeRepeated catches a failure half-way that does not say what to do.
func TestARemovalThatFailsCanBeRepeated(t *testing.T) {
	aws := deletedAccount()
	delete(aws.answers, "s3api delete-bucket")
	_, err := aws.operator("dev").Leftovers("dev", t.TempDir())
	for _, want := range []string{
		"kasha-dev-data-storageaccesslogs9-x and what comes after it may still exist", "run it again: kasha leftovers --env dev --confirm dev",
	} {
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("got %v, want an error with %q", err, want)
		}
	}
	if slices.Contains(aws.calls, "ecr delete-repository") {
		t.Error("it went on after a failure")
	}
}
