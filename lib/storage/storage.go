// Package storage builds an environment's buckets: one for the application, two for access logs, and one for static files if there are any.
// CloudFront writes its access logs to the second bucket, in us-east-1.
//
// All buckets refuse connections without TLS and public access. All but the bucket for CloudFront's logs refuse access control lists, which
// these logs need. A bucket outlives its stack in every tier. S3 does not delete a bucket that holds objects, and AWS services still write
// access logs while the stack is being deleted. So a bucket that was just emptied may not stay empty. Emptying it would also delete data
// that nobody asked to delete. In nonproduction `make destroy` removes the buckets afterwards; internal/operate finds them by their tags
// and names.
//
// Failure modes: an object that was overwritten or deleted can be restored from its earlier version for ninety days only. Access logs
// arrive minutes late, and AWS delivers them on a best-effort basis.
package storage

import (
	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsiam"
	"github.com/aws/aws-cdk-go/awscdk/v2/awskms"
	"github.com/aws/aws-cdk-go/awscdk/v2/awss3"
	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"

	"kasha/lib/retention"
)

const (
	earlierVersionDays    = 90
	abandonedUploadDays   = 7
	infrequentAccessAfter = 30 // S3's minimum for a transition to Standard-IA
)

// Props describes the buckets of an environment.
type Props struct {
	Key awskms.IKey // encrypts the application bucket
}

// Buckets are the two buckets.
type Buckets struct {
	Application awss3.Bucket
	AccessLogs  awss3.Bucket
}

// New builds both buckets.
func New(scope constructs.Construct, id string, props Props) Buckets {
	scope = constructs.NewConstruct(scope, jsii.String(id))
	logs := NewAccessLogs(scope, "AccessLogs", AccessLogsProps{})
	application := awss3.NewBucket(scope, jsii.String("Application"), &awss3.BucketProps{
		BlockPublicAccess:      awss3.BlockPublicAccess_BLOCK_ALL(),
		ObjectOwnership:        awss3.ObjectOwnership_BUCKET_OWNER_ENFORCED,
		EnforceSSL:             jsii.Bool(true),
		Encryption:             awss3.BucketEncryption_KMS,
		EncryptionKey:          props.Key,
		BucketKeyEnabled:       jsii.Bool(true), // one call to KMS per hour and bucket, not one per object
		Versioned:              jsii.Bool(true),
		ServerAccessLogsBucket: logs,
		ServerAccessLogsPrefix: jsii.String("s3/"),
		LifecycleRules: &[]*awss3.LifecycleRule{{
			Id:                                  jsii.String("earlier-versions"),
			AbortIncompleteMultipartUploadAfter: days(abandonedUploadDays),
			NoncurrentVersionExpiration:         days(earlierVersionDays),
			NoncurrentVersionTransitions: &[]*awss3.NoncurrentVersionTransition{{
				StorageClass:    awss3.StorageClass_INFREQUENT_ACCESS(),
				TransitionAfter: days(infrequentAccessAfter),
			}},
		}},
		RemovalPolicy: retention.Policy(retention.Always),
	})
	return Buckets{Application: application, AccessLogs: logs}
}

// GrantUse lets a role list, read, write and delete the application bucket's objects. The CDK's own grants use patterns such as
// s3:GetObject*, which also allow tags, retention and torrents; these are only the actions that an application calls. Deleted
// objects can be restored, because the bucket is versioned and no role may delete a version.
func (b Buckets) GrantUse(role awsiam.IGrantable, key awskms.IKey) {
	awsiam.Grant_AddToPrincipal(&awsiam.GrantOnPrincipalOptions{
		Grantee: role, Actions: jsii.Strings("s3:ListBucket"), ResourceArns: &[]*string{b.Application.BucketArn()},
	})
	awsiam.Grant_AddToPrincipal(&awsiam.GrantOnPrincipalOptions{
		Grantee: role, Actions: jsii.Strings("s3:GetObject", "s3:PutObject", "s3:DeleteObject", "s3:AbortMultipartUpload"),
		ResourceArns: &[]*string{b.Application.ArnForObjects(jsii.String("*"))},
	})
	awsiam.Grant_AddToPrincipal(&awsiam.GrantOnPrincipalOptions{
		Grantee: role, Actions: jsii.Strings("kms:Decrypt", "kms:GenerateDataKey"), ResourceArns: &[]*string{key.KeyArn()},
		// The key also encrypts secrets and logs. S3 alone may use it for the role, so it decrypts objects and nothing else.
		Conditions: &map[string]*map[string]any{
			"StringEquals": {"kms:ViaService": "s3." + *awscdk.Stack_Of(key).Region() + ".amazonaws.com"},
		},
	})
}

func days(n int) awscdk.Duration { return awscdk.Duration_Days(jsii.Number(n)) }
