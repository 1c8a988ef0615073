package kasha

import rego.v1

# TLS: between the viewer and CloudFront, CloudFront and the load balancer, and on every call of a service's API.

# The API's endpoints answer plain HTTP too; only a policy refuses it. Source: design document, "Encryption in Transit".
violation contains v if {
	some name in resources_of_type("AWS::SQS::Queue")
	not tls_only(name, "AWS::SQS::QueuePolicy", "Queues", {"sqs:*", "*"})
	v := make_diag_full(
		"Kasha-QueueTLS", "ERROR", name, "",
		"the queue would accept requests without TLS",
		"Set EnforceSSL on the queue.", "",
	)
}

violation contains v if {
	some name in resources_of_type("AWS::SNS::Topic")
	not tls_only(name, "AWS::SNS::TopicPolicy", "Topics", {"sns:Publish", "sns:*", "*"})
	v := make_diag_full(
		"Kasha-TopicTLS", "ERROR", name, "",
		"the topic would accept requests without TLS",
		"Set EnforceSSL on the topic.", "",
	)
}

violation contains v if {
	some name in resources_of_type("AWS::S3::Bucket")
	not tls_only(name, "AWS::S3::BucketPolicy", "Bucket", {"s3:*", "*"})
	v := make_diag_full(
		"Kasha-BucketTLS", "ERROR", name, "",
		"the bucket would accept requests without TLS",
		"Set EnforceSSL on the bucket.", "",
	)
}

# tls_only finds a policy of this template that is attached to the resource and refuses everybody's plain requests to it.
tls_only(name, type, attached, actions) if {
	some policy in resources_of_type(type)
	refers(properties(policy)[attached], name)
	some statement in properties(policy).PolicyDocument.Statement
	statement.Effect == "Deny"
	statement.Principal in ["*", {"AWS": "*"}]
	some action in ensure_list(statement.Action)
	action in actions
	statement.Condition in [{"Bool": {"aws:SecureTransport": "false"}}, {"Bool": {"aws:SecureTransport": false}}]
	covers(statement.Resource, type, name)
}

covers(resource, type, name) if {
	type != "AWS::S3::BucketPolicy"
	refers(resource, name)
}

# Of a bucket both count: it and its objects, whose ARNs are the bucket's with /*.
covers(resource, "AWS::S3::BucketPolicy", name) if {
	refers(resource, name)
	some part in ensure_list(resource)
	endswith(part.__dynamic, sprintf("{ref:%s}/*", [name]))
}

refers(value, name) if {
	some part in ensure_list(value)
	part.__ref == name
}

# CloudFront serves viewers without TLS unless it is told to redirect or refuse them.
violation contains v if {
	some name in resources_of_type("AWS::CloudFront::Distribution")
	some behavior in behaviors(name)
	not behavior.ViewerProtocolPolicy in {"redirect-to-https", "https-only"}
	v := make_diag_full(
		"Kasha-ViewerHTTPS", "ERROR", name, "Properties.DistributionConfig",
		"viewers could use the site without TLS",
		"Set ViewerProtocolPolicy to redirect-to-https in the default behavior and in every other.", "",
	)
}

behaviors(name) := array.concat(
	[distribution(name).DefaultCacheBehavior],
	object.get(distribution(name), "CacheBehaviors", []),
)

distribution(name) := properties(name).DistributionConfig

# TLS 1.2 or newer, with ciphers that keep their secrets forward. Without a domain CloudFront's own certificate serves
# viewers, whose policy is fixed. Source: CloudFront developer guide, "Supported protocols and ciphers".
modern_viewer_policies := {"TLSv1.2_2021", "TLSv1.2_2025", "TLSv1.3_2025"}

violation contains v if {
	some name in resources_of_type("AWS::CloudFront::Distribution")
	custom_name(name)
	not distribution(name).ViewerCertificate.MinimumProtocolVersion in modern_viewer_policies
	v := make_diag_full(
		"Kasha-ViewerTLS", "ERROR", name, "Properties.DistributionConfig.ViewerCertificate",
		"a distribution with a name of its own must refuse viewers below TLS 1.2",
		"Give it a certificate and MinimumProtocolVersion TLSv1.2_2021 or newer.", "",
	)
}

custom_name(name) if count(distribution(name).Aliases) > 0

# With a domain the load balancer has a certificate, and nothing between CloudFront and it need travel in the clear.
violation contains v if {
	some name in resources_of_type("AWS::CloudFront::Distribution")
	custom_name(name)
	some origin in distribution(name).Origins
	not modern_origin(origin.CustomOriginConfig)
	v := make_diag_full(
		"Kasha-OriginTLS", "ERROR", name, "Properties.DistributionConfig.Origins",
		"CloudFront would call the load balancer without TLS 1.2",
		"Set OriginProtocolPolicy to https-only and OriginSSLProtocols to TLSv1.2.", "",
	)
}

modern_origin(settings) if {
	settings.OriginProtocolPolicy == "https-only"
	settings.OriginSSLProtocols == ["TLSv1.2"]
}

# Policies with TLS 1.3 and 1.2 only. The default one of a listener without the word is of 2016 and begins at TLS 1.0.
# Source: Elastic Load Balancing guide, "Security policies".
violation contains v if {
	some name in listeners
	properties(name).Protocol == "HTTPS"
	not modern_policy(properties(name).SslPolicy)
	v := make_diag_full(
		"Kasha-ListenerTLS", "ERROR", name, "Properties.SslPolicy",
		"the listener would accept TLS below 1.2",
		"Set SslPolicy to one whose name begins with ELBSecurityPolicy-TLS13-1-2 or ELBSecurityPolicy-TLS13-1-3.", "",
	)
}

listeners contains name if some name in resources_of_type("AWS::ElasticLoadBalancingV2::Listener")

# The Ext1 and Ext2 policies add ciphers without forward secrecy, for clients of the time before.
modern_policy(policy) if {
	regex.match(`^ELBSecurityPolicy-TLS13-1-[23]-`, policy)
	not contains(policy, "-Ext")
}

# Where a load balancer has a certificate, its plain port only sends callers to the other one.
violation contains v if {
	some name in listeners
	beside_https(name)
	some action in properties(name).DefaultActions
	not to_https(action)
	v := make_diag_full(
		"Kasha-ListenerRedirect", "ERROR", name, "Properties.DefaultActions",
		"beside an HTTPS listener, a plain one must redirect",
		"Make its default action a redirect to HTTPS.", "",
	)
}

# One rule may forward all the same: our distribution, which proves itself by a header whose value is in no template, calls the
# plain port while a domain comes or goes. Source: lib/service/listener.go.
violation contains v if {
	some name in resources_of_type("AWS::ElasticLoadBalancingV2::ListenerRule")
	beside_https(properties(name).ListenerArn.__ref)
	some action in properties(name).Actions
	not to_https(action)
	not asks_for_secret(name)
	v := make_diag_full(
		"Kasha-ListenerSecret", "ERROR", name, "Properties.Conditions",
		"beside an HTTPS listener, a rule of a plain one serves callers that do not prove to be our distribution",
		"Redirect to HTTPS, or ask for a header whose values are dynamic references to a secret.", "",
	)
}

beside_https(name) if {
	properties(name).Protocol == "HTTP"
	some other in listeners
	properties(other).Protocol == "HTTPS"
	properties(other).LoadBalancerArn == properties(name).LoadBalancerArn
}

to_https(action) if action.RedirectConfig.Protocol == "HTTPS"

asks_for_secret(name) if {
	some condition in properties(name).Conditions
	condition.Field == "http-header"
	count(condition.HttpHeaderConfig.Values) > 0
	every value in condition.HttpHeaderConfig.Values {
		startswith(value.__dynamic, "dynamic reference: {{resolve:secretsmanager:")
	}
}
