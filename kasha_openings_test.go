package main

import (
	"fmt"
	"slices"
	"strings"
	"testing"
)

// rule is one thing that a security group admits: from where, and on which ports.
type rule struct{ source, protocol, ports string }

func (r rule) String() string { return r.source + " " + r.protocol + " " + r.ports }

// readRule takes a rule apart in either of the two forms in which CloudFormation has it. Sources that are resources are named
// by construct path.
func (p platform) readRule(says properties) rule {
	r := rule{protocol: says.Text("IpProtocol"), ports: says.Text("FromPort")}
	if to := says.Text("ToPort"); to != r.ports {
		r.ports += "-" + to
	}
	for _, name := range []string{"CidrIp", "CidrIpv6", "SourcePrefixListId", "SourceSecurityGroupId", "SourceSecurityGroupName"} {
		if source := says.Text(name); source != "" {
			r.source = source
			if group, ok := p.model.Find(source); ok {
				r.source = strings.TrimSuffix(group.Path, "/Resource")
			}
		}
	}
	return r
}

// ingress lists what a security group admits.
func (p platform) ingress(reference string) []rule {
	p.t.Helper()
	group := p.follow(reference)
	var rules []rule
	for _, says := range group.Properties.Maps("SecurityGroupIngress") {
		rules = append(rules, p.readRule(says))
	}
	for _, each := range p.some("AWS::EC2::SecurityGroupIngress") {
		if p.follow(each.Properties.Text("GroupId")).Path == group.Path {
			rules = append(rules, p.readRule(each.Properties))
		}
	}
	slices.SortFunc(rules, func(a, b rule) int { return strings.Compare(a.String(), b.String()) })
	return rules
}

// admits checks all that a list of security groups lets in, taken together.
func (p platform) admits(what string, groups []string, want ...string) {
	p.t.Helper()
	if len(groups) == 0 {
		p.t.Errorf("%s has no security group, so the VPC's default one", what)
	}
	var got []string
	for _, group := range groups {
		for _, rule := range p.ingress(group) {
			got = append(got, rule.String())
		}
	}
	slices.Sort(got)
	slices.Sort(want)
	if !slices.Equal(got, want) {
		p.t.Errorf("%s admits\n  %s\nwant\n  %s", what, strings.Join(got, "\n  "), strings.Join(want, "\n  "))
	}
}

// TestOnlyBackendAndRotationReachMySQL catches 3306 opened to the VPC, to the frontend or to anyone else. A new caller is
// added here by name, where a reviewer sees it: beside those two, people's SQL task, and the proxy in the backend's place.
func TestOnlyBackendAndRotationReachMySQL(t *testing.T) {
	eachShape(t, func(p platform) {
		const backend = "services/BackendTasks tcp 3306"
		primary, replicas := p.instances()
		callers := []string{"data/Database/RotationSecurityGroup tcp 3306", "data/SqlTask/SecurityGroup tcp 3306"}
		if p.env.Database.Proxy {
			callers = append(callers, "services/DatabaseProxy/SecurityGroup tcp 3306")
			for _, proxy := range p.some("AWS::RDS::DBProxy") {
				p.admits(proxy.String(), proxy.Properties.Texts("VpcSecurityGroupIds"), backend)
			}
		} else {
			callers = append(callers, backend)
		}
		p.admits(primary.String(), primary.Properties.Texts("VPCSecurityGroups"), callers...)
		for _, replica := range replicas {
			p.admits(replica.String(), replica.Properties.Texts("VPCSecurityGroups"), backend)
		}
	})
}

// TestOnlyCloudFrontReachesThePublicLoadBalancer catches a load balancer that is open to the world (around CloudFront and
// the web ACL), a port that the shape does not need, and the prefix list twice in one group: it counts as 55 of a group's 60
// rules, and the deployment would fail.
func TestOnlyCloudFrontReachesThePublicLoadBalancer(t *testing.T) {
	eachShape(t, func(p platform) {
		ports := []string{"80"}
		if p.env.Edge.Domain != nil {
			ports = []string{"443", "80"} // on 80 it calls while a domain comes or goes
		}
		var want []string
		for _, port := range ports {
			want = append(want, p.env.Edge.OriginPrefixList+" tcp "+port)
		}
		balancer := p.at("services/PublicLoadBalancer/Resource")
		groups := balancer.Properties.Texts("SecurityGroups")
		p.admits(balancer.String(), groups, want...)
		for _, group := range groups {
			if rules := p.ingress(group); len(rules) > 1 {
				p.t.Errorf("%s has more than one rule: %v", group, rules)
			}
		}
	})
}

// TestOnlyTheFrontendReachesTheInternalLoadBalancer catches the construct's default, which opens the listener to anyone.
func TestOnlyTheFrontendReachesTheInternalLoadBalancer(t *testing.T) {
	eachShape(t, func(p platform) {
		balancer := p.at("services/InternalLoadBalancer/Resource")
		p.equal(balancer, "Scheme", "internal")
		p.admits(balancer.String(), balancer.Properties.Texts("SecurityGroups"), "services/FrontendTasks tcp 8080")
	})
}

// TestTasksAcceptTheirLoadBalancerOnItsPortOnly catches the document's "all traffic" from the load balancer, and a service
// that another one could call directly.
func TestTasksAcceptTheirLoadBalancerOnItsPortOnly(t *testing.T) {
	eachShape(t, func(p platform) {
		for _, service := range p.some("AWS::ECS::Service") {
			name := service.Properties.Maps("LoadBalancers")[0]
			port := name.Text("ContainerPort")
			want := []string{"services/InternalLoadBalancerSecurityGroup tcp " + port}
			if name.Text("ContainerName") == "frontend" {
				want = []string{"services/PublicLoadBalancerSecurityGroup tcp " + port, "services/FromCloudFront80 tcp " + port}
				if p.env.Edge.Domain != nil {
					want = append(want, "services/FromCloudFront443 tcp "+port)
				}
			}
			network := service.Properties.Map("NetworkConfiguration").Map("AwsvpcConfiguration")
			p.admits(service.String(), network.Texts("SecurityGroups"), want...)
		}
	})
}

// TestNothingIsOpenToTheInternet catches an ingress rule from anywhere, in either form and in any group, now or later.
func TestNothingIsOpenToTheInternet(t *testing.T) {
	eachShape(t, func(p platform) {
		for _, group := range p.some("AWS::EC2::SecurityGroup") {
			for _, rule := range p.ingress(group.Reference()) {
				if strings.HasSuffix(rule.source, "/0") || rule.protocol == "-1" {
					p.t.Errorf("%s admits %s", group, rule)
				}
			}
		}
	})
}

// TestOutboundIsNarrow catches a group that may call anything. The document allows all traffic out; we allow HTTPS, and
// named neighbours, so that a container that was taken over cannot speak to whatever listens.
func TestOutboundIsNarrow(t *testing.T) {
	eachShape(t, func(p platform) {
		var rules []properties
		for _, group := range p.some("AWS::EC2::SecurityGroup") {
			own := group.Properties.Maps("SecurityGroupEgress")
			rules = append(rules, own...)
			remote := 0
			for _, each := range p.some("AWS::EC2::SecurityGroupEgress") {
				if p.follow(each.Properties.Text("GroupId")).Path == group.Path {
					remote++
					rules = append(rules, each.Properties)
				}
			}
			if len(own)+remote == 0 {
				p.t.Errorf("%s has no rule for outbound traffic: AWS then allows everything", group)
			}
		}
		for _, says := range rules {
			anywhere := strings.HasSuffix(says.Text("CidrIp")+says.Text("CidrIpv6"), "/0")
			if says.Text("IpProtocol") == "-1" || anywhere && fmt.Sprint(says.Text("FromPort"), says.Text("ToPort")) != "443443" {
				p.t.Errorf("outbound rule %v", says)
			}
		}
	})
}
