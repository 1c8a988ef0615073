package kasha

import rego.v1

# TLS: between viewers and CloudFront, between CloudFront and the load balancer, and in every call of an AWS API.

# AWS's API endpoints also answer plain HTTP, and only a policy refuses it. Source: design document, "Encryption in Transit".
violation contains v if {
	some name in resources_of_type("AWS::SQS::Queue")
	not tls_only(name, "AWS::SQS::QueuePolicy", "Queues", {"sqs:*", "*"})
	v := make_diag_full(
		"Kasha-QueueTLS", "ERROR", name, "",
		"the queue would accept requests without TLS",
		"Set EnforceSSL to true on the queue.", "",
	)
}

violation contains v if {
	some name in resources_of_type("AWS::SNS::Topic")
	not tls_only(name, "AWS::SNS::TopicPolicy", "Topics", {"sns:Publish", "sns:*", "*"})
	v := make_diag_full(
		"Kasha-TopicTLS", "ERROR", name, "",
		"the topic would accept requests without TLS",
		"Set EnforceSSL to true on the topic.", "",
	)
}

violation contains v if {
	some name in resources_of_type("AWS::S3::Bucket")
	not tls_only(name, "AWS::S3::BucketPolicy", "Bucket", {"s3:*", "*"})
	v := make_diag_full(
		"Kasha-BucketTLS", "ERROR", name, "",
		"the bucket would accept requests without TLS",
		"Set EnforceSSL to true on the bucket.", "",
	)
}

# tls_only finds a policy in this template that is attached to the resource and denies all requests to it without TLS.
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

# A bucket's policy must cover the bucket and its objects, whose ARNs are the bucket's with /*.
covers(resource, "AWS::S3::BucketPolicy", name) if {
	refers(resource, name)
	some part in ensure_list(resource)
	endswith(part.__dynamic, sprintf("{ref:%s}/*", [name]))
}

refers(value, name) if {
	some part in ensure_list(value)
	part.__ref == name
}

# By default CloudFront serves viewers without TLS.
violation contains v if {
	some name in resources_of_type("AWS::CloudFront::Distribution")
	some behavior in behaviors(name)
	not behavior.ViewerProtocolPolicy in {"redirect-to-https", "https-only"}
	v := make_diag_full(
		"Kasha-ViewerHTTPS", "ERROR", name, "Properties.DistributionConfig",
		"viewers could use the site without TLS",
		"Set ViewerProtocolPolicy to redirect-to-https in the default behavior and in every other one.", "",
	)
}

behaviors(name) := array.concat(
	[distribution(name).DefaultCacheBehavior],
	object.get(distribution(name), "CacheBehaviors", []),
)

distribution(name) := properties(name).DistributionConfig

# TLS 1.2 or newer, with ciphers that have forward secrecy. Without a domain, viewers get CloudFront's own certificate, whose policy
# is fixed. Source: CloudFront developer guide, "Supported protocols and ciphers".
modern_viewer_policies := {"TLSv1.2_2021", "TLSv1.2_2025", "TLSv1.3_2025"}

violation contains v if {
	some name in resources_of_type("AWS::CloudFront::Distribution")
	has_alias(name)
	not distribution(name).ViewerCertificate.MinimumProtocolVersion in modern_viewer_policies
	v := make_diag_full(
		"Kasha-ViewerTLS", "ERROR", name, "Properties.DistributionConfig.ViewerCertificate",
		"a distribution with an alias must refuse viewers with TLS versions below 1.2",
		"Set a certificate, and MinimumProtocolVersion to TLSv1.2_2021 or newer.", "",
	)
}

has_alias(name) if count(distribution(name).Aliases) > 0

# With a domain the load balancer has a certificate, so CloudFront can use TLS for every request to it.
violation contains v if {
	some name in resources_of_type("AWS::CloudFront::Distribution")
	has_alias(name)
	some origin in distribution(name).Origins
	not modern_origin(origin.CustomOriginConfig)
	not modern_vpc_origin(origin)
	not signed_bucket(origin)
	v := make_diag_full(
		"Kasha-OriginTLS", "ERROR", name, "Properties.DistributionConfig.Origins",
		"CloudFront could connect to the load balancer without TLS 1.2",
		"Set OriginProtocolPolicy to https-only and OriginSSLProtocols to TLSv1.2.", "",
	)
}

# CloudFront calls a bucket by HTTPS where it signs its requests. Source: CloudFront developer guide, "Restrict access to an Amazon S3
# origin".
signed_bucket(origin) if {
	origin.S3OriginConfig
	not object.get(origin, "OriginAccessControlId", "") == ""
}

modern_origin(settings) if {
	settings.OriginProtocolPolicy == "https-only"
	settings.OriginSSLProtocols == ["TLSv1.2"]
}

# A VPC origin has these settings in a resource of its own.
modern_vpc_origin(origin) if {
	some name in resources_of_type("AWS::CloudFront::VpcOrigin")
	contains(json.marshal(origin.VpcOriginConfig.VpcOriginId), concat("", ["\"", name, "\""]))
	modern_origin(properties(name).VpcOriginEndpointConfig)
}

# Policies with TLS 1.3 and 1.2 only. A listener's default policy is from 2016 and accepts TLS 1.0. Source: Elastic Load Balancing
# guide, "Security policies".
violation contains v if {
	some name in listeners
	properties(name).Protocol == "HTTPS"
	not modern_policy(properties(name).SslPolicy)
	v := make_diag_full(
		"Kasha-ListenerTLS", "ERROR", name, "Properties.SslPolicy",
		"the listener would accept TLS versions below 1.2",
		"Set SslPolicy to a policy whose name begins with ELBSecurityPolicy-TLS13-1-2 or ELBSecurityPolicy-TLS13-1-3.", "",
	)
}

listeners contains name if some name in resources_of_type("AWS::ElasticLoadBalancingV2::Listener")

# The Ext1 and Ext2 policies add ciphers without forward secrecy, for old clients.
modern_policy(policy) if {
	regex.match(`^ELBSecurityPolicy-TLS13-1-[23]-`, policy)
	not contains(policy, "-Ext")
}

# Where a public load balancer has a certificate, its HTTP port only redirects to HTTPS. An internal one with a certificate has one caller,
# the VPC origin, whose protocol Kasha-OriginTLS checks. It forwards on both ports, because the VPC origin uses the other one for some
# minutes while a domain is added or removed.
violation contains v if {
	some name in listeners
	beside_https(name)
	on_the_internet(name)
	some action in properties(name).DefaultActions
	not redirects_to_https(action)
	v := make_diag_full(
		"Kasha-ListenerRedirect", "ERROR", name, "Properties.DefaultActions",
		"where a load balancer has an HTTPS listener, its HTTP listener must redirect to it",
		"Set the HTTP listener's default action to a redirect to HTTPS.", "",
	)
}

# One exception may forward requests: our distribution uses the HTTP port while a domain is added or removed. It sends a header whose
# value is a secret and is in no template. Source: lib/service/listener.go.
violation contains v if {
	some name in resources_of_type("AWS::ElasticLoadBalancingV2::ListenerRule")
	beside_https(properties(name).ListenerArn.__ref)
	on_the_internet(properties(name).ListenerArn.__ref)
	some action in properties(name).Actions
	not redirects_to_https(action)
	not requires_secret(name)
	v := make_diag_full(
		"Kasha-ListenerSecret", "ERROR", name, "Properties.Conditions",
		"a rule of the HTTP listener serves requests that do not prove to come from our distribution",
		"Redirect to HTTPS, or require a header whose values are dynamic references to a secret.", "",
	)
}

# A path keeps nobody out: without the secret header, a rule would let requests past the distribution, its web ACL and its access list.
# Source: internal/promises/routes.go.
violation contains v if {
	some name in resources_of_type("AWS::ElasticLoadBalancingV2::ListenerRule")
	not beside_https(properties(name).ListenerArn.__ref) # which the rule above is about
	on_the_internet(properties(name).ListenerArn.__ref)
	some action in properties(name).Actions
	action.Type == "forward"
	not requires_secret(name)
	v := make_diag_full(
		"Kasha-PublicRoute", "ERROR", name, "Properties.Conditions",
		"a rule of the public load balancer forwards requests that do not prove to come from our distribution",
		"Require a header whose values are dynamic references to a secret, beside the path.", "",
	)
}

beside_https(name) if {
	properties(name).Protocol == "HTTP"
	some other in listeners
	properties(other).Protocol == "HTTPS"
	properties(other).LoadBalancerArn == properties(name).LoadBalancerArn
}

# A listener of a load balancer in another template may be anywhere.
on_the_internet(listener) if not properties(properties(listener).LoadBalancerArn.__ref).Scheme == "internal"

redirects_to_https(action) if action.RedirectConfig.Protocol == "HTTPS"

requires_secret(name) if {
	some condition in properties(name).Conditions
	condition.Field == "http-header"
	count(condition.HttpHeaderConfig.Values) > 0
	every value in condition.HttpHeaderConfig.Values {
		startswith(value.__dynamic, "dynamic reference: {{resolve:secretsmanager:")
	}
}
