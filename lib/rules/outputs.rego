package kasha

import rego.v1

# The seven kinds of outputs that the design document lists under "Key Outputs". People, runbooks and the pipeline's smoke
# test read them by name, so each must be there under its name and say what it promises. The engine sees one template at a
# time: which stack has which output is written here, and a stack that is missing altogether goes unseen.

says(output, name) if {
	input.outputs[output].value.__ref == name
	input.outputs[output].value.__kind == "resource"
}

says_attribute(output, name, attribute) if {
	some reference in input.outputs[output].getattRefs
	reference.resource == name
	reference.attribute == attribute
}

load_balancer(scheme) := {name |
	some name in resources_of_type("AWS::ElasticLoadBalancingV2::LoadBalancer")
	properties(name).Scheme == scheme
}

public_name_is_said if {
	some name in load_balancer("internet-facing")
	says_attribute("PublicLoadBalancerDnsName", name, "DNSName")
}

violation contains v if {
	component("services")
	not public_name_is_said
	v := make_diag_full(
		"Kasha-OutputPublicLoadBalancer", "ERROR", "", "",
		"the services stack must say the public load balancer's DNS name",
		"Keep its output PublicLoadBalancerDnsName.", "",
	)
}

backend_name_is_said if {
	some name in load_balancer("internal")
	says_attribute("BackendLoadBalancerDnsName", name, "DNSName")
}

violation contains v if {
	component("services")
	not backend_name_is_said
	v := make_diag_full(
		"Kasha-OutputBackendLoadBalancer", "ERROR", "", "",
		"the services stack must say the internal load balancer's DNS name",
		"Keep its output BackendLoadBalancerDnsName.", "",
	)
}

endpoint_is_said if {
	some name in primaries
	says_attribute("DatabaseEndpoint", name, "Endpoint.Address")
}

violation contains v if {
	component("data")
	not endpoint_is_said
	v := make_diag_full(
		"Kasha-OutputDatabase", "ERROR", "", "",
		"the data stack must say where the database is",
		"Keep its output DatabaseEndpoint.", "",
	)
}

violation contains v if {
	component("data")
	some name in replicas
	not says_attribute("ReadReplicaEndpoint", name, "Endpoint.Address")
	v := make_diag_full(
		"Kasha-OutputReadReplica", "ERROR", name, "",
		"the data stack must say where the read replica is",
		"Keep its output ReadReplicaEndpoint.", "",
	)
}

violation contains v if {
	component("data")
	some name in queues
	not queue_is_said(name)
	v := make_diag_full(
		"Kasha-OutputQueue", "ERROR", name, "",
		"the data stack must say the URL of each queue and of its dead-letter queue",
		"Keep an output QueueUrl... or DeadLetterQueueUrl... for it.", "",
	)
}

queue_is_said(name) if {
	some output, _ in input.outputs
	regex.match(`^(DeadLetter)?QueueUrl`, output)
	says(output, name)
}

violation contains v if {
	component("data")
	some output in ["AdminSecretArn", "ConnectionSecretArn"]
	not secret_is_said(output)
	v := make_diag_full(
		"Kasha-OutputSecret", "ERROR", "", "",
		"the data stack must say the ARNs of the database's two secrets",
		"Keep its outputs AdminSecretArn and ConnectionSecretArn.", "",
	)
}

secret_is_said(output) if {
	some name in resources_of_type("AWS::SecretsManager::Secret")
	says(output, name)
}

site_is_said if {
	some name in resources_of_type("AWS::CloudFront::Distribution")
	says_attribute("DistributionDomainName", name, "DomainName")
}

violation contains v if {
	component("edge")
	not site_is_said
	v := make_diag_full(
		"Kasha-OutputDistribution", "ERROR", "", "",
		"the edge stack must say the distribution's domain name",
		"Keep its output DistributionDomainName.", "",
	)
}
