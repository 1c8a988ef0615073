package stages

import "kasha/lib/names"

// servicesAcknowledgements lists what is accepted in the services and edge stacks.
func servicesAcknowledgements() []acknowledgement {
	return []acknowledgement{
		// Services
		{
			rules: []string{"AwsSolutions-ECS4"},
			when:  withoutWarnings,
			reason: "Container Insights counts tasks for alarms that critical coverage does not include. About fifty metrics that nobody " +
				"reads would cost $15.90 a month.",
			resources: []string{"services/Cluster/Resource"},
		},
		{
			rules: []string{"AwsSolutions-ECS2"},
			reason: "The variables hold addresses, names and RDS's public root certificate. Credentials are injected from Secrets Manager, " +
				"and lib/config refuses variables that look like secrets.",
			resources: []string{"services/Backend/Task/Resource", "services/Frontend/Task/Resource", "data/SqlTask/Task/Resource"},
		},
		{
			rules:     []string{"AwsSolutions-IAM5"},
			appliesTo: []any{"Resource::*"},
			reason: "ecr:GetAuthorizationToken, which logs in to the account's registry, has no resource-level permissions. Every other " +
				"action names its repository, log group or secret.",
			resources: []string{
				"services/Backend/Task/ExecutionRole/DefaultPolicy/Resource",
				"services/Frontend/Task/ExecutionRole/DefaultPolicy/Resource",
				"data/SqlTask/Task/ExecutionRole/DefaultPolicy/Resource",
			},
		},
		{
			rules:     []string{"AwsSolutions-IAM5"},
			appliesTo: []any{matching("^Resource::arn:.*:repository/[a-z0-9-]+/\\*$")},
			reason: "The environment's copies of public images. ECR creates their repositories on first pull. The permission does not follow the " +
				"configured image, so that a rollback can start the previous tasks.",
			resources: []string{
				"services/Backend/Task/ExecutionRole/DefaultPolicy/Resource",
				"services/Frontend/Task/ExecutionRole/DefaultPolicy/Resource",
				"data/SqlTask/Task/ExecutionRole/DefaultPolicy/Resource",
			},
		},
		{
			rules:     []string{"AwsSolutions-IAM5"},
			appliesTo: []any{"Resource::*"},
			reason: "The delivery of Step Functions' logs and of X-Ray's traces has no resource-level permissions. The state machine's other " +
				"permissions name the two secrets, the service, the topic and the key.",
			resources: []string{"services/Rotation/Machine/Role/DefaultPolicy/Resource", "services/Holders/Machine/Role/DefaultPolicy/Resource"},
		},
		// Alarms
		{
			rules: []string{"AwsSolutions-SQS3"},
			reason: "It is a dead-letter queue: EventBridge keeps in it the events that it could not deliver. Nothing receives from it but " +
				"a person.",
			resources: []string{"services/Monitoring/Undelivered/Resource"},
		},
		{
			rules: []string{"AwsSolutions-IAM5"},
			appliesTo: []any{
				"Resource::*",
				matching("^Resource::<AccessLogs.*Arn>/canary/\\*$"),
				matching("^Resource::arn:.*:log-group:" + names.FunctionLogs(names.CanaryFunctions) + ".*-\\*$"),
			},
			reason: "The canary may write its own files and the logs of its own function, whose name CloudWatch completes. Listing buckets " +
				"and writing metrics have no resource-level permissions; the metrics are limited to the canaries' namespace.",
			resources: []string{"edge/Monitoring/CanaryRole/DefaultPolicy/Resource"},
		},
		// Load balancers
		{
			rules: []string{"NIST.800.53.R5-ALBWAFEnabled"},
			reason: "The web ACL protects the distribution in front of this load balancer. Requests that bypass the distribution lack the " +
				"secret header and get 403.",
			resources: []string{"services/PublicLoadBalancer/Resource"},
		},
		{
			rules: []string{"NIST.800.53.R5-ALBWAFEnabled"},
			reason: "The web ACL protects the distribution in front of this load balancer. Nothing else reaches it: it has no public address, " +
				"and CloudFront's VPC origin belongs to this distribution.",
			resources: []string{"services/VpcOriginLoadBalancer/Resource"},
		},
		{
			rules: []string{"NIST.800.53.R5-ALBHttpToHttpsRedirection", "NIST.800.53.R5-ELBv2ACMCertificateRequired"},
			reason: "Only CloudFront's VPC origin reaches this listener. With edge.domain the VPC origin uses the HTTPS listener, and this one " +
				"for some minutes while a domain is added or removed.",
			resources: []string{"services/VpcOriginLoadBalancer/PublicListener/Resource"},
		},
		{
			rules: []string{"NIST.800.53.R5-ELBDeletionProtectionEnabled"},
			when:  leavingPublic,
			reason: "The origin changes. CloudFormation must be able to delete the load balancer that CloudFront no longer uses; the other one " +
				"is protected.",
			resources: []string{"services/PublicLoadBalancer/Resource"},
		},
		{
			rules: []string{"NIST.800.53.R5-ELBDeletionProtectionEnabled"},
			when:  leavingVPC,
			reason: "The origin changes. CloudFormation must be able to delete the load balancer that CloudFront no longer uses; the other one " +
				"is protected.",
			resources: []string{"services/VpcOriginLoadBalancer/Resource"},
		},
		{
			rules:     []string{"NIST.800.53.R5-ALBWAFEnabled"},
			reason:    "Only the frontend's tasks can reach it, from inside the VPC.",
			resources: []string{"services/InternalLoadBalancer/Resource"},
		},
		{
			rules: []string{"NIST.800.53.R5-ALBHttpToHttpsRedirection", "NIST.800.53.R5-ELBv2ACMCertificateRequired"},
			reason: "The design document specifies HTTP inside the VPC, from the frontend's tasks to the backend's. No public certificate " +
				"authority issues a certificate for a name that exists only in the VPC.",
			resources: []string{"services/InternalLoadBalancer/PublicListener/Resource"},
		},
		{
			rules: []string{"NIST.800.53.R5-ALBHttpToHttpsRedirection", "NIST.800.53.R5-ELBv2ACMCertificateRequired"},
			when:  withoutDomain,
			reason: "Without a domain the load balancer cannot have a certificate. Viewers use HTTPS to CloudFront, and only CloudFront can " +
				"connect to the load balancer. With edge.domain, TLS covers the whole path.",
			resources: []string{"services/PublicLoadBalancer/PublicListener/Resource"},
		},
		{
			rules: []string{"NIST.800.53.R5-ELBv2ACMCertificateRequired"},
			when:  withDomain,
			reason: "This listener redirects to HTTPS. It forwards only requests with the secret header. The distribution sends them by HTTP " +
				"for some minutes while a domain is added or removed, and otherwise by HTTPS to the other listener.",
			resources: []string{"services/PublicLoadBalancer/PublicListener/Resource"},
		},
		{
			rules:  []string{"NIST.800.53.R5-ELBDeletionProtectionEnabled"},
			when:   nonproduction,
			reason: "Nonproduction environments can be deleted with one command.",
			resources: []string{
				"services/PublicLoadBalancer/Resource", "services/InternalLoadBalancer/Resource", "services/VpcOriginLoadBalancer/Resource",
			},
		},
		// Edge
		{
			rules:     []string{"AwsSolutions-CFR1"},
			reason:    "The site is public. Which countries to block is the adopter's decision.",
			resources: []string{"edge/Edge/Distribution/Resource"},
		},
		{
			rules:     []string{"AwsSolutions-CFR4"},
			when:      withoutDomain,
			reason:    "CloudFront's own certificate has a fixed TLS policy. With edge.domain the minimum is TLS 1.2.",
			resources: []string{"edge/Edge/Distribution/Resource"},
		},
		{
			rules: []string{"AwsSolutions-CFR5"},
			when:  withoutTLSToPublicOrigin,
			reason: "Without a domain the load balancer has no certificate, and CloudFront connects to it by HTTP. With edge.domain it " +
				"connects by HTTPS with TLS 1.2 only.",
			resources: []string{"edge/Edge/Distribution/Resource"},
		},
		{
			rules: []string{"NIST.800.53.R5-CloudWatchLogGroupEncrypted"},
			reason: "CloudWatch encrypts the log group with its own key. The environment's key is in another region, and a log of blocked " +
				"requests without cookies and credentials does not justify a third key.",
			resources: []string{"edge/Edge/WebAclLogs/Resource"},
		},
	}
}
