package permissions

import (
	"strings"

	"kasha/internal/iam"
)

// awsManagedPolicy is an AWS managed policy, whole, as of November 2026: four small ones that are often attached. AWS may change any
// of them at any time. The model notes every other as not modelled.
func awsManagedPolicy(arn string) ([]iam.Statement, bool) {
	_, name, _ := strings.Cut(arn, ":policy/")
	allow := func(resource string, actions ...string) iam.Statement {
		return iam.Statement{Effect: "Allow", Actions: actions, Resources: []string{resource}}
	}
	statements, known := map[string][]iam.Statement{
		"service-role/AWSLambdaBasicExecutionRole": {
			allow("*", "logs:CreateLogGroup", "logs:CreateLogStream", "logs:PutLogEvents"),
		},
		"service-role/AWSLambdaVPCAccessExecutionRole": {allow("*",
			"logs:CreateLogGroup", "logs:CreateLogStream", "logs:PutLogEvents",
			"ec2:CreateNetworkInterface", "ec2:DescribeNetworkInterfaces", "ec2:DescribeSubnets", "ec2:DeleteNetworkInterface",
			"ec2:AssignPrivateIpAddresses", "ec2:UnassignPrivateIpAddresses",
		)},
		"service-role/AmazonRDSEnhancedMonitoringRole": {
			allow("arn:aws:logs:*:*:log-group:RDS*", "logs:CreateLogGroup", "logs:PutRetentionPolicy"),
			allow("arn:aws:logs:*:*:log-group:RDS*:log-stream:*",
				"logs:CreateLogStream", "logs:PutLogEvents", "logs:DescribeLogStreams", "logs:GetLogEvents"),
		},
		"service-role/AmazonECSTaskExecutionRolePolicy": {allow("*",
			"ecr:GetAuthorizationToken", "ecr:BatchCheckLayerAvailability", "ecr:GetDownloadUrlForLayer", "ecr:BatchGetImage",
			"logs:CreateLogStream", "logs:PutLogEvents",
		)},
	}[name]
	return statements, known && strings.HasPrefix(arn, "arn:aws")
}
