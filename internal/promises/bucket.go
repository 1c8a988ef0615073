package promises

import "kasha/internal/allowlist"

// usesBucket lets a process read, write and delete the files of the application's bucket, but not change the bucket.
func usesBucket(process string) promise {
	return promise{
		connections: mustCall(process, "s3"),
		permissions: []allowlist.Permission{
			{
				Who: taskRole(process), May: []string{"s3:GetObject", "s3:PutObject", "s3:DeleteObject"},
				On: []string{"Storage/Application/*"}, Must: true,
			},
			{Who: taskRole(process), May: decrypt(), On: []string{generalKey}, OnlyIf: "kms:ViaService", Must: true},
		},
	}
}

// cloudFrontReadsTheStaticFiles lets the environment's own distribution read the files, and nobody else. It needs no list of them.
func cloudFrontReadsTheStaticFiles() promise {
	return promise{permissions: []allowlist.Permission{{
		Who: allowlist.Service("cloudfront"), May: []string{"s3:GetObject"}, On: []string{"Assets/*"}, OnlyIf: "aws:SourceArn",
	}}}
}

// accessLogsAreWritten lets S3 and the load balancers write access logs. In regions from before August 2022 a load balancer
// writes in the name of an account of AWS's.
func accessLogsAreWritten() promise {
	write, logs := []string{"s3:PutObject"}, []string{"Storage/AccessLogs/*"}
	return promise{permissions: []allowlist.Permission{
		{Who: allowlist.Service("logging.s3"), May: write, On: []string{"AccessLogs/s3/*"}, OnlyIf: "aws:SourceAccount"}, // of the static files
		{Who: allowlist.Service("logging.s3"), May: write, On: logs, OnlyIf: "aws:SourceAccount", Must: true},
		{Who: allowlist.Service("delivery.logs"), May: write, On: logs},
		{Who: allowlist.Service("logdelivery.elasticloadbalancing"), May: write, On: logs},
		{Who: allowlist.OtherAccount, May: write, On: []string{"Storage/AccessLogs/*/AWSLogs/*"}},
	}}
}
