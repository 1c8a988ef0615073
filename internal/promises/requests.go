package promises

import "kasha/internal/allowlist"

// Construct paths of the nodes that requests pass, without their stacks.
const (
	site                 = "Edge/Distribution"
	publicLoadBalancer   = "PublicLoadBalancer"
	frontend             = "Frontend"
	internalLoadBalancer = "InternalLoadBalancer"
	backend              = "Backend"
)

const http, https, internalPort = 80, 443, 8080

func viewersReachTheDistribution() promise {
	return promise{connections: []allowlist.Connection{
		{From: allowlist.Internet, To: site, On: allowlist.TCP(https), Must: true},
		{From: allowlist.Internet, To: site, On: allowlist.UDP(https)}, // HTTP/3
		{From: allowlist.Internet, To: site, On: allowlist.TCP(http), Only: allowlist.ToBeRedirectedToHTTPS},
	}}
}

// cloudFrontReachesThePublicLoadBalancer also lets every other distribution in: CloudFront's addresses are shared by all of its
// customers. The load balancer answers such a request with 403 or a redirect, and forwards it only with the secret header.
func cloudFrontReachesThePublicLoadBalancer(e environment) promise {
	return promise{connections: []allowlist.Connection{
		{From: site, To: publicLoadBalancer, On: allowlist.TCP(e.originPort), Must: true},
		{From: allowlist.OtherDistribution, To: publicLoadBalancer, On: allowlist.TCP(e.originPort)},
		{From: allowlist.OtherDistribution, To: publicLoadBalancer, On: allowlist.TCP(http)},
	}}
}

func publicLoadBalancerForwardsToTheFrontend(e environment) promise {
	return promise{connections: []allowlist.Connection{{
		From: publicLoadBalancer, To: frontend, On: allowlist.TCP(e.frontendPort),
		Only: allowlist.RequestsWithSecretHeader("X-Kasha-Origin"), Must: true,
	}}}
}

func frontendCallsTheBackend(e environment) promise {
	return promise{connections: []allowlist.Connection{
		{From: frontend, To: internalLoadBalancer, On: allowlist.TCP(internalPort), Must: true},
		{From: internalLoadBalancer, To: backend, On: allowlist.TCP(e.backendPort), Must: true},
	}}
}
