package tests

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/aws/aws-cdk-go/awscdk/v2/assertions"
	"github.com/aws/jsii-runtime-go"

	"kasha/lib/config"
	"kasha/lib/names"
)

// tasksOf is the construct path of the security group of a process's tasks. Those of the frontend and the backend are in the stack itself.
func tasksOf(process config.Process) string {
	if slices.Contains([]string{"backend", "frontend"}, process.Name) {
		return "services/" + names.Title(process.Name) + "Tasks"
	}
	return "services/" + names.Title(process.Name) + "/Tasks"
}

// TestOnlyCallersOfTheDatabaseReachMySQL catches port 3306 open to the VPC, to a process that does not use the database, or to any other
// resource. Add a new caller here by name, so that a reviewer sees it. Besides the processes, the rotation functions and the SQL task call
// the database. With a proxy, the processes call the proxy, which calls the database.
func TestOnlyCallersOfTheDatabaseReachMySQL(t *testing.T) {
	eachShape(t, func(p platform) {
		callers := []string{"data/Database/RotationSecurityGroup tcp 3306", "data/SqlTask/SecurityGroup tcp 3306"}
		var users, readers []string
		for _, process := range p.env.Processes() {
			rule := tasksOf(process) + " tcp 3306"
			switch uses := process.Uses.Has(config.UsesDatabase); {
			case uses && process.Migrates: // past the proxy
				callers = append(callers, rule)
			case uses:
				users = append(users, rule)
			}
			if process.Uses.Has(config.UsesReplica) && p.env.Database.ReadReplica {
				readers = append(readers, rule)
			}
		}
		if len(users) == 0 {
			p.t.Errorf("no process of %s uses the database, want one", p.env.Name)
		}
		primary, replicas := p.instances()
		if p.env.Database.Proxy {
			callers = append(callers, "services/DatabaseProxy/SecurityGroup tcp 3306")
			for _, proxy := range p.some("AWS::RDS::DBProxy") {
				p.admits(proxy.String(), proxy.Properties.Texts("VpcSecurityGroupIds"), users...)
			}
		} else {
			callers = append(callers, users...)
		}
		p.admits(primary.String(), primary.Properties.Texts("VPCSecurityGroups"), callers...)
		for _, replica := range replicas {
			p.admits(replica.String(), replica.Properties.Texts("VPCSecurityGroups"), readers...)
		}
	})
}

// TestOnlyCloudFrontReachesThePublicLoadBalancer catches a load balancer that is open to the internet, past CloudFront and the web ACL. It
// also catches an internal one that is open to the VPC.
// It also catches a port that the shape does not need. It also catches the prefix list twice in one group. It counts as 55 of the 60
// rules of a group, and the deployment would fail.
func TestOnlyCloudFrontReachesThePublicLoadBalancer(t *testing.T) {
	eachShape(t, func(p platform) {
		ports := []string{"80"}
		if p.env.Edge.Domain != nil {
			ports = []string{"443", "80"} // CloudFront calls port 80 while a domain is being added or removed
		}
		var want []string
		for _, port := range ports {
			want = append(want, p.env.Edge.OriginPrefixList+" tcp "+port)
		}
		for _, origin := range p.origins() {
			balancer := p.at("services/" + origin + "/Resource")
			groups := balancer.Properties.Texts("SecurityGroups")
			p.admits(balancer.String(), groups, want...)
			for _, group := range groups {
				if rules := p.ingress(group); len(rules) > 1 {
					p.t.Errorf("%s has the rules %v, want one", group, rules)
				}
			}
		}
	})
}

// TestOnlyTheFrontendReachesTheInternalLoadBalancer catches the construct's default, which opens the listener to the internet. Beside the
// frontend, a process calls the load balancer that says so.
func TestOnlyTheFrontendReachesTheInternalLoadBalancer(t *testing.T) {
	eachShape(t, func(p platform) {
		balancer := p.at("services/InternalLoadBalancer/Resource")
		p.equal(balancer, "Scheme", "internal")
		want := map[string]bool{"services/FrontendTasks tcp 8080": true}
		for _, process := range p.env.Processes() {
			for _, called := range process.Uses.Calls() {
				want[fmt.Sprint(tasksOf(process), " tcp ", p.env.Callable()[called])] = true
			}
		}
		p.admits(balancer.String(), balancer.Properties.Texts("SecurityGroups"), slices.Collect(maps.Keys(want))...)
	})
}

// TestTasksAcceptTheirLoadBalancerOnItsPortOnly catches the design document's "all traffic" from the load balancer, and a service that
// another service could call directly.
func TestTasksAcceptTheirLoadBalancerOnItsPortOnly(t *testing.T) {
	eachShape(t, func(p platform) {
		for _, service := range p.some("AWS::ECS::Service") {
			if len(service.Properties.Maps("LoadBalancers")) == 0 {
				continue // a worker; TestNothingConnectsToAWorker has it
			}
			name := service.Properties.Maps("LoadBalancers")[0]
			port := name.Text("ContainerPort")
			want := []string{"services/InternalLoadBalancerSecurityGroup tcp " + port}
			if p.subnets(name.Text("ContainerName")) == "frontend" {
				want = nil
				for _, origin := range p.origins() {
					from := strings.NewReplacer("PublicLoadBalancer", "", "LoadBalancer", "").Replace(origin) + "FromCloudFront"
					want = append(want, "services/"+origin+"SecurityGroup tcp "+port, "services/"+from+"80 tcp "+port)
					if p.env.Edge.Domain != nil {
						want = append(want, "services/"+from+"443 tcp "+port)
					}
				}
			}
			network := service.Properties.Map("NetworkConfiguration").Map("AwsvpcConfiguration")
			p.admits(service.String(), network.Texts("SecurityGroups"), want...)
		}
	})
}

// TestNothingIsOpenToTheInternet catches an ingress rule from any address, in either form and in any group.
func TestNothingIsOpenToTheInternet(t *testing.T) {
	eachShape(t, func(p platform) {
		for _, group := range p.some("AWS::EC2::SecurityGroup") {
			for _, rule := range p.ingress(group.Reference()) {
				if strings.HasSuffix(rule.source, "/0") || rule.protocol == "-1" {
					p.t.Errorf("%s admits %s, want no source of every address and no rule for all protocols", group, rule)
				}
			}
		}
	})
}

// TestEverySecurityGroupHasItsOwnEgressRule catches a group to which EC2 may add a rule that allows all outbound traffic. AWS's pages
// do not agree whether CloudFormation removes that rule for a group whose egress rules are resources of their own.
func TestEverySecurityGroupHasItsOwnEgressRule(t *testing.T) {
	check := func(p platform) {
		for _, group := range p.all("AWS::EC2::SecurityGroup") {
			if len(group.Properties.Maps("SecurityGroupEgress")) == 0 {
				p.t.Errorf("%s has no SecurityGroupEgress, want a rule in the group itself", group)
			}
		}
	}
	eachShape(t, check)
	for _, environment := range []string{"dev", "staging", "prod"} {
		t.Run("pipeline-"+environment, func(t *testing.T) { check(pipelinePlatform(t, environment)) })
	}
}

// TestDefaultSecurityGroupIsClosed catches a default security group that still admits its own members. A resource without a group of its
// own gets this one.
func TestDefaultSecurityGroupIsClosed(t *testing.T) {
	eachShape(t, func(p platform) {
		p.holds("default security group", func() {
			p.template("network").HasResourceProperties(jsii.String("Custom::VpcRestrictDefaultSG"), map[string]any{
				"DefaultSecurityGroupId": assertions.Match_ObjectLike(&map[string]any{
					"Fn::GetAtt": []any{assertions.Match_AnyValue(), "DefaultSecurityGroup"},
				}),
			})
		})
		for _, user := range p.model.Resources() {
			closes := user.Type == "Custom::VpcRestrictDefaultSG" || user.Type == "AWS::IAM::Role"
			if !closes && strings.Contains(fmt.Sprint(user.Properties), ".DefaultSecurityGroup}") {
				p.t.Errorf("%s uses the default security group, want a group of its own", user)
			}
		}
	})
}
