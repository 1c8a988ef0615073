// Package storage builds an environment's two buckets: one the backend may use, and one for access logs.
//
// Both refuse connections without TLS, public access and access lists. Failure modes: an object that is overwritten or
// deleted comes back from its earlier version for ninety days, not longer; access logs are delivered on best effort and
// minutes late.
//
// A bucket outlives its stack in every tier, because S3 refuses to delete one with objects in it, and while a stack is being
// deleted somebody still writes access logs: emptying first is a race, and a loss that nobody named. In nonproduction
// `make destroy` removes the buckets afterwards; internal/leftovers finds them by their tags and names.
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
	accessLogDays         = 90 // long enough to investigate, $0.023 per GB and month
	earlierVersionDays    = 90
	abandonedUploadDays   = 7
	infrequentAccessAfter = 30 // S3 does not move objects to Infrequent Access sooner
)

// Props says how the buckets are encrypted.
type Props struct {
	Key awskms.IKey // encrypts the application bucket
}

// Buckets are the environment's two.
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
		BucketKeyEnabled:       jsii.Bool(true), // one call to KMS per hour and bucket instead of one per object
		Versioned:              jsii.Bool(true),
		ServerAccessLogsBucket: logs,
		ServerAccessLogsPrefix: jsii.String("s3/"),
		LifecycleRules: &[]*awss3.LifecycleRule{{
			Id:                                  jsii.String("earlier-versions"),
			AbortIncompleteMultipartUploadAfter: days(abandonedUploadDays),
			NoncurrentVersionExpiration:         days(earlierVersionDays),
			NoncurrentVersionTransitions: &[]*awss3.NoncurrentVersionTransition{{
				StorageClass: awss3.StorageClass_INFREQUENT_ACCESS(), TransitionAfter: days(infrequentAccessAfter),
			}},
		}},
		RemovalPolicy: retention.Policy(true),
	})
	return Buckets{Application: application, AccessLogs: logs}
}

// GrantUse lets a role list, read, write and delete the application bucket's objects. The CDK's own grants use patterns
// such as s3:GetObject*, which also give away tags, retention and torrent; these are the actions an application calls.
// Deleting is safe to give: the bucket is versioned, and nobody may delete a version.
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
	})
}

// AccessLogsProps says who writes.
type AccessLogsProps struct {
	CloudFront bool // CloudFront's standard logs need access lists, which nothing else may use
}

// NewAccessLogs builds a bucket that AWS services write access logs to. Load balancers write only to buckets encrypted by
// S3 itself, not with a customer key (Elastic Load Balancing guide, "Access logs": SSE-S3 only).
func NewAccessLogs(scope constructs.Construct, id string, props AccessLogsProps) awss3.Bucket {
	ownership := awss3.ObjectOwnership_BUCKET_OWNER_ENFORCED
	if props.CloudFront {
		ownership = awss3.ObjectOwnership_BUCKET_OWNER_PREFERRED
	}
	return awss3.NewBucket(scope, jsii.String(id), &awss3.BucketProps{
		BlockPublicAccess: awss3.BlockPublicAccess_BLOCK_ALL(),
		ObjectOwnership:   ownership,
		EnforceSSL:        jsii.Bool(true),
		Encryption:        awss3.BucketEncryption_S3_MANAGED,
		Versioned:         jsii.Bool(true),
		LifecycleRules: &[]*awss3.LifecycleRule{{
			Id:                                  jsii.String("expire"),
			Expiration:                          days(accessLogDays),
			NoncurrentVersionExpiration:         days(1),
			AbortIncompleteMultipartUploadAfter: days(abandonedUploadDays),
		}},
		RemovalPolicy: retention.Policy(true),
	})
}

func days(n int) awscdk.Duration { return awscdk.Duration_Days(jsii.Number(n)) }
