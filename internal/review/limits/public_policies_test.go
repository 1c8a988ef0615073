package limits_test

import (
	"fmt"
	"testing"
)

// Catches a public bucket policy that only fails in the deployment, a policy that S3 does not count as public, and one that stays.
func TestPublicPoliciesOfBucketsThatBlockThem(t *testing.T) {
	const (
		blocked     = `{"PublicAccessBlockConfiguration": {"BlockPublicPolicy": true}}`
		open        = `{"PublicAccessBlockConfiguration": {"BlockPublicPolicy": false}}`
		ref, byName = `"${s.B}"`, `"files"`
		private     = `"Principal": {"AWS": "arn:aws:iam::111111111111:root"}`
		public      = `"Principal": "*"`
	)
	stack := func(bucket, named, statement string) string {
		return fmt.Sprintf(`{"B": {"Type": "AWS::S3::Bucket", "Properties": %s}, "P": {"Type": "AWS::S3::BucketPolicy", "Properties":
			{"Bucket": %s, "PolicyDocument": {"Statement": [{"Effect": "Allow", "Action": "s3:GetObject", "Resource": "*", %s}]}}}}`,
			bucket, named, statement)
	}
	const want = "P: PolicyDocument.Statement[0] makes the bucket public"
	for name, c := range map[string]struct{ old, new, want string }{
		"everybody":              {stack(blocked, ref, private), stack(blocked, ref, public), want},
		"a new policy":           {`{}`, stack(blocked, ref, public), want},
		"any AWS account":        {stack(blocked, ref, private), stack(blocked, ref, `"Principal": {"AWS": "*"}`), want},
		"everybody among others": {`{}`, stack(blocked, ref, `"Principal": {"AWS": ["arn:aws:iam::111111111111:root", "*"]}`), want},
		"by the bucket's name": {`{}`, stack(
			`{"BucketName": "files", "PublicAccessBlockConfiguration": {"BlockPublicPolicy": "true"}}`, byName, public), want},
		"only by TLS": {`{}`, stack(blocked, ref, public+`, "Condition": {"Bool": {"aws:SecureTransport": "true"}}`), want},
		"still public, and changed": {
			stack(blocked, ref, public), stack(blocked, ref, public+`, "Condition": {"StringEquals": {"s3:prefix": "a"}}`), want},
		"no conditions": {`{}`, stack(blocked, ref, public+`, "Condition": {}`), want},

		"from one VPC": {`{}`, stack(blocked, ref, public+`, "Condition": {"StringEquals": {"aws:SourceVpc": "vpc-1"}}`), ""},
		"of one organization, by TLS": {`{}`, stack(blocked, ref, public+
			`, "Condition": {"Bool": {"aws:SecureTransport": "true"}, "StringEquals": {"aws:PrincipalOrgID": "o-1"}}`), ""},
		"a condition that only the deployment knows": {`{}`, stack(blocked, ref, public+`, "Condition": "${Fn::If([\"A\"])}"`), ""},
		"nothing is blocked":                         {stack(blocked, ref, private), stack(open, ref, public), ""},
		"the policy stays":                           {stack(open, ref, public), stack(blocked, ref, public), ""},
		"another bucket":                             {`{}`, stack(blocked, byName, public), ""},
		"a service":                                  {`{}`, stack(blocked, ref, `"Principal": {"Service": "cloudfront.amazonaws.com"}`), ""},
	} {
		t.Run(name, func(t *testing.T) { wantOne(t, name, c.want, refused(t, c.old, c.new)) })
	}
	denied := `{"B": {"Type": "AWS::S3::Bucket", "Properties": ` + blocked + `}, "P": {"Type": "AWS::S3::BucketPolicy", "Properties":
		{"Bucket": "${s.B}", "PolicyDocument": {"Statement": {"Effect": "Deny", "Action": "s3:*", "Resource": "*", "Principal": "*"}}}}}`
	wantOne(t, "a denial", "", refused(t, `{}`, denied))
}
