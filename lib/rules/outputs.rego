package kasha

import rego.v1

# Stack outputs, the seven kinds that the design document lists under "Key Outputs". People, runbooks and the pipeline's smoke test
# read them by name, so each must have its name and the right value. The engine evaluates one template at a time. The rules say
# which stack has which output, and do not detect a stack that is missing altogether.

outputs_ref(output, name) if {
	input.outputs[output].value.__ref == name
	input.outputs[output].value.__kind == "resource"
}

outputs_attribute(output, name, attribute) if {
	some reference in input.outputs[output].getattRefs
	reference.resource == name
	reference.attribute == attribute
}

load_balancer(scheme) := {name |
	some name in resources_of_type("AWS::ElasticLoadBalancingV2::LoadBalancer")
	properties(name).Scheme == scheme
}

has_public_name if {
	some name in load_balancer("internet-facing")
	outputs_attribute("PublicLoadBalancerDnsName", name, "DNSName")
}

violation contains v if {
	component("services")
	not has_public_name
	not has_vpc_origin
	v := make_diag_full(
		"Kasha-OutputPublicLoadBalancer", "ERROR", "", "",
		"the services stack has no output with the public load balancer's DNS name",
		"Output it as PublicLoadBalancerDnsName.", "",
	)
}

# With an internal load balancer before the frontend, the edge stack reads its ARN and name. A public one beside it still has its output.
has_vpc_origin if {
	some name in load_balancer("internal")
	outputs_attribute("VpcOriginLoadBalancerDnsName", name, "DNSName")
	outputs_ref("VpcOriginLoadBalancerArn", name)
	count(load_balancer("internet-facing")) == 0
}

has_backend_name if {
	some name in load_balancer("internal")
	outputs_attribute("BackendLoadBalancerDnsName", name, "DNSName")
}

violation contains v if {
	component("services")
	not has_backend_name
	v := make_diag_full(
		"Kasha-OutputBackendLoadBalancer", "ERROR", "", "",
		"the services stack has no output with the internal load balancer's DNS name",
		"Output it as BackendLoadBalancerDnsName.", "",
	)
}

has_endpoint if {
	some name in primaries
	outputs_attribute("DatabaseEndpoint", name, "Endpoint.Address")
}

violation contains v if {
	component("data")
	not has_endpoint
	v := make_diag_full(
		"Kasha-OutputDatabase", "ERROR", "", "",
		"the data stack has no output with the database's endpoint",
		"Output it as DatabaseEndpoint.", "",
	)
}

violation contains v if {
	component("data")
	some name in replicas
	not outputs_attribute("ReadReplicaEndpoint", name, "Endpoint.Address")
	v := make_diag_full(
		"Kasha-OutputReadReplica", "ERROR", name, "",
		"the data stack has no output with the read replica's endpoint",
		"Output it as ReadReplicaEndpoint.", "",
	)
}

violation contains v if {
	component("data")
	some name in queues
	not has_queue_output(name)
	v := make_diag_full(
		"Kasha-OutputQueue", "ERROR", name, "",
		"the data stack has no output with the URL of a queue or dead-letter queue",
		"Output it as QueueUrl... or, for a dead-letter queue, DeadLetterQueueUrl...", "",
	)
}

has_queue_output(name) if {
	some output, _ in input.outputs
	regex.match(`^(DeadLetter)?QueueUrl`, output)
	outputs_ref(output, name)
}

violation contains v if {
	component("data")
	some output in ["AdminSecretArn", "ConnectionSecretArn"]
	not has_secret_output(output)
	v := make_diag_full(
		"Kasha-OutputSecret", "ERROR", "", "",
		"the data stack has no output with the ARN of one of the database's two secrets",
		"Output both, as AdminSecretArn and ConnectionSecretArn.", "",
	)
}

has_secret_output(output) if {
	some name in resources_of_type("AWS::SecretsManager::Secret")
	outputs_ref(output, name)
}

has_site_output if {
	some name in resources_of_type("AWS::CloudFront::Distribution")
	outputs_attribute("DistributionDomainName", name, "DomainName")
}

violation contains v if {
	component("edge")
	not has_site_output
	v := make_diag_full(
		"Kasha-OutputDistribution", "ERROR", "", "",
		"the edge stack has no output with the distribution's domain name",
		"Output it as DistributionDomainName.", "",
	)
}
