package storage

import (
	"github.com/aws/aws-cdk-go/awscdk/v2/awss3"
	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"

	"kasha/lib/retention"
)

// AssetsProps describes the bucket of static files.
type AssetsProps struct {
	AccessLogs awss3.IBucket // in the same region
}

// NewAssets builds the bucket of the files that CloudFront serves. It is encrypted with S3's own keys: the files are public through
// CloudFront, which a customer managed key would have to admit. Earlier versions of a file are kept for a rollback.
func NewAssets(scope constructs.Construct, id string, props AssetsProps) awss3.Bucket {
	return awss3.NewBucket(scope, jsii.String(id), &awss3.BucketProps{
		BlockPublicAccess:      awss3.BlockPublicAccess_BLOCK_ALL(),
		ObjectOwnership:        awss3.ObjectOwnership_BUCKET_OWNER_ENFORCED,
		EnforceSSL:             jsii.Bool(true),
		Encryption:             awss3.BucketEncryption_S3_MANAGED,
		Versioned:              jsii.Bool(true),
		ServerAccessLogsBucket: props.AccessLogs,
		ServerAccessLogsPrefix: jsii.String("s3/"),
		LifecycleRules: &[]*awss3.LifecycleRule{{
			Id:                                  jsii.String("earlier-versions"),
			NoncurrentVersionExpiration:         days(earlierVersionDays),
			AbortIncompleteMultipartUploadAfter: days(abandonedUploadDays),
		}},
		RemovalPolicy: retention.Policy(retention.Always),
	})
}
