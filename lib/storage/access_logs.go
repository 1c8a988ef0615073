package storage

import (
	"github.com/aws/aws-cdk-go/awscdk/v2/awss3"
	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"

	"kasha/lib/retention"
)

const accessLogDays = 90 // long enough to investigate, $0.023 per GB and month

// AccessLogsProps describes a bucket for access logs.
type AccessLogsProps struct {
	CloudFront bool // whether CloudFront writes to it: its standard logs need access control lists, which are otherwise disabled
}

// NewAccessLogs builds a bucket that AWS services write access logs to. Load balancers write only to buckets that S3 encrypts with its
// own keys (Elastic Load Balancing guide, "Access logs": SSE-S3 only).
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
		RemovalPolicy: retention.Policy(retention.Always),
	})
}
