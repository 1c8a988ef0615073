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

// TestOnlyBackendAndRotationReachMySQL catches port 3306 opened to the VPC, to the frontend or to anybody else. Add a new caller here by
// name, so that a reviewer sees it. Beside the backend and the rotation functions it is the SQL task, and the proxy where one is
// configured.
func TestOnlyBackendAndRotationReachMySQL(t *testing.T) {
	eachShape(t, func(p platform) {
		processes := []string{"services/BackendTasks tcp 3306"}
		if p.env.Frontend.Uses.Has(config.UsesDatabase) {
			processes = append(processes, "services/FrontendTasks tcp 3306")
		}
		readers := []string{"services/BackendTasks tcp 3306"}
		for _, process := range p.env.Processes() {
			tasks := "services/" + names.Title(process.Name) + "/Tasks tcp 3306"
			switch process.Kind {
			case config.KindService, config.KindRelease, config.KindShell:
				continue // see below
			}
			if process.Uses.Has(config.UsesDatabase) {
				processes = append(processes, tasks)
			}
			if process.Uses.Has(config.UsesReplica) && p.env.Database.ReadReplica {
				readers = append(readers, tasks)
			}
		}
		for name, further := range p.env.Services {
			tasks := "services/" + names.Title(names.Service(name)) + "/Tasks tcp 3306"
			if further.Uses.Has(config.UsesDatabase) {
				processes = append(processes, tasks)
			}
			if further.Uses.Has(config.UsesReplica) {
				readers = append(readers, tasks)
			}
		}
		for _, service := range p.env.Shells() {
			tasks, uses := "services/"+names.Title(names.Shell(service))+"/Tasks tcp 3306", p.env.ShellContainer(service).Uses
			if uses.Has(config.UsesDatabase) {
				processes = append(processes, tasks)
			}
			if uses.Has(config.UsesReplica) {
				readers = append(readers, tasks)
			}
		}
		primary, replicas := p.instances()
		callers := []string{"data/Database/RotationSecurityGroup tcp 3306", "data/SqlTask/SecurityGroup tcp 3306"}
		if p.env.HasMigrator() {
			callers = append(callers, "services/Release/Tasks tcp 3306")
		} else if p.env.Release != nil && p.env.ReleaseContainer().Uses.Has(config.UsesDatabase) {
			processes = append(processes, "services/Release/Tasks tcp 3306")
		}
		if p.env.Database.Proxy {
			callers = append(callers, "services/DatabaseProxy/SecurityGroup tcp 3306")
			for _, proxy := range p.some("AWS::RDS::DBProxy") {
				p.admits(proxy.String(), proxy.Properties.Texts("VpcSecurityGroupIds"), processes...)
			}
		} else {
			callers = append(callers, processes...)
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
			tasks := "services/" + names.Title(process.Name) + "/Tasks"
			if slices.Contains([]string{"backend", "frontend"}, process.Name) { // whose groups stand in the stack
				tasks = "services/" + names.Title(process.Name) + "Tasks"
			}
			for _, called := range process.Uses.Calls() {
				want[fmt.Sprint(tasks, " tcp ", p.env.Callable()[called])] = true
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
