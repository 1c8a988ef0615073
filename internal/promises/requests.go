package promises

import "kasha/internal/allowlist"

// Construct paths of the nodes that requests pass, without their stacks.
const (
	site                  = "Edge/Distribution"
	publicLoadBalancer    = "PublicLoadBalancer"
	vpcOriginLoadBalancer = "VpcOriginLoadBalancer"
	frontend              = "Frontend"
	internalLoadBalancer  = "InternalLoadBalancer"
	backend               = "Backend"
)

const http, https, internalPort = 80, 443, 8080

func viewersReachTheDistribution() promise {
	return promise{connections: []allowlist.Connection{
		{From: allowlist.Internet, To: site, On: allowlist.TCP(https), Must: true},
		{From: allowlist.Internet, To: site, On: allowlist.UDP(https)}, // HTTP/3
		{From: allowlist.Internet, To: site, On: allowlist.TCP(http), Only: allowlist.ToBeRedirectedToHTTPS},
	}}
}

// originsForwardToTheFrontend lists the load balancers before the frontend. CloudFront uses the first. There are two while the origin
// changes.
func originsForwardToTheFrontend(e environment) promise {
	var parts []promise
	for i, origin := range e.origins {
		switch origin {
		case publicOrigin:
			parts = append(parts, othersReachThePublicLoadBalancer(e))
		case vpcOrigin:
			parts = append(parts, cloudFrontReachesTheVPCOrigin(e))
		default:
			continue // nothing is promised, so each connection is a violation
		}
		forwards := fromOrigin(origin, i, frontend, e.frontendPort)
		if i == 0 {
			parts = append(parts, promise{connections: []allowlist.Connection{
				{From: site, To: forwards.From, On: allowlist.TCP(e.originPort), Must: true},
			}})
		}
		parts = append(parts, promise{connections: []allowlist.Connection{forwards}})
	}
	return join(parts)
}

// cloudFrontReachesTheVPCOrigin lets the environment's own distribution in, also before it uses the load balancer. It may use both ports,
// because a domain that is added or removed changes the port. Distributions of other accounts do not reach it, as long as nobody shares
// its VPC origin with them through AWS RAM.
func cloudFrontReachesTheVPCOrigin(e environment) promise {
	own := promise{connections: []allowlist.Connection{{From: site, To: vpcOriginLoadBalancer, On: allowlist.TCP(http)}}}
	if e.originPort != http {
		own.connections = append(own.connections,
			allowlist.Connection{From: site, To: vpcOriginLoadBalancer, On: allowlist.TCP(e.originPort)})
	}
	return own
}

// othersReachThePublicLoadBalancer lets every other distribution in: CloudFront's addresses are shared by all of its customers. The load
// balancer answers such a request with 403 or a redirect, and forwards it only with the secret header.
func othersReachThePublicLoadBalancer(e environment) promise {
	others := promise{connections: []allowlist.Connection{
		{From: allowlist.OtherDistribution, To: publicLoadBalancer, On: allowlist.TCP(http)},
	}}
	if e.originPort != http {
		others.connections = append(others.connections,
			allowlist.Connection{From: allowlist.OtherDistribution, To: publicLoadBalancer, On: allowlist.TCP(e.originPort)})
	}
	return others
}

// fromOrigin is what a load balancer before the frontend forwards to a service. The public one forwards only requests with the origin's
// secret header. Whatever reaches the other one came through the environment's own distribution. A second load balancer need not forward:
// no distribution sends it requests.
func fromOrigin(origin string, place int, service string, port int) allowlist.Connection {
	forwards := allowlist.Connection{From: publicLoadBalancer, To: service, On: allowlist.TCP(port), Must: place == 0}
	if origin == vpcOrigin {
		forwards.From = vpcOriginLoadBalancer
	} else {
		forwards.Only = allowlist.RequestsWithSecretHeader("X-Kasha-Origin")
	}
	return forwards
}

func frontendCallsTheBackend(e environment) promise {
	return promise{connections: []allowlist.Connection{
		{From: frontend, To: internalLoadBalancer, On: allowlist.TCP(internalPort), Must: true},
		{From: internalLoadBalancer, To: backend, On: allowlist.TCP(e.backendPort), Must: true},
	}}
}
