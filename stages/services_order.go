package stages

import (
	"fmt"
	"strings"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsec2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsecs"
	"github.com/aws/jsii-runtime-go"
)

// order makes each task definition wait for what its tasks need at their start and no property names. Whatever starts tasks names the task
// definition: a service, or the state machine of a job or of the release. So CloudFormation creates or changes it afterwards.
//
// A task needs the security group rules that open connections from and to it. Without one, its first connections fail, and the load
// balancer's health checks too. The circuit breaker may then roll the deployment back. The task also needs the policies of its two roles;
// a service waits for them already (task.Settle). A process behind RDS Proxy waits for the proxy too; see grantDatabase.
//
// It comes last, when all rules are written.
func (s *servicesBuilder) order() {
	rules := s.rules()
	for i, group := range resolveAll(s.stack, s.groups()) {
		p := s.processes[i]
		if p.byPeople {
			continue // they start tasks when the stack is complete
		}
		definition := p.definition
		resource := definition.Node().DefaultChild().(awsecs.CfnTaskDefinition)
		for _, rule := range rules {
			// A service waits for those that openEgress writes already. CloudFormation limits the size of a template.
			if rule.names(group) && (p.service == nil || !strings.HasPrefix(rule.path, *definition.Node().Path()+"/")) {
				resource.AddResourceDependency(rule.resource, nil)
			}
		}
		if p.service == nil {
			for _, policy := range *awscdk.ConstructSelector_ResourcesOfType(jsii.String("AWS::IAM::Policy")).Select(definition) {
				resource.AddResourceDependency(policy.(awscdk.CfnResource), nil)
			}
		}
	}
}

// groups returns the ids of the security groups of the processes' tasks, in the order of the processes.
func (s *servicesBuilder) groups() []any {
	var groups []any
	for _, p := range s.processes {
		groups = append(groups, (*p.tasks.Connections().SecurityGroups())[0].SecurityGroupId())
	}
	return groups
}

// rule is a security group rule that is a resource of its own.
type rule struct {
	resource     awscdk.CfnResource
	path         string
	group, other any // the group that has the rule, and the group at the other end; nil: addresses
}

// names reports whether the rule opens a connection from or to members of a security group.
func (r rule) names(group any) bool {
	return fmt.Sprint(r.group) == fmt.Sprint(group) || r.other != nil && fmt.Sprint(r.other) == fmt.Sprint(group)
}

// rules returns the rules of the stack.
func (s *servicesBuilder) rules() []rule {
	var found []rule
	var written []any
	selector := awscdk.ConstructSelector_ResourcesOfType(
		jsii.String("AWS::EC2::SecurityGroupIngress"), jsii.String("AWS::EC2::SecurityGroupEgress"))
	for _, construct := range *selector.Select(s.stack) {
		found = append(found, rule{resource: construct.(awscdk.CfnResource), path: *construct.Node().Path()})
		switch resource := construct.(type) {
		case awsec2.CfnSecurityGroupIngress:
			written = append(written, resource.GroupId(), resource.SourceSecurityGroupId())
		case awsec2.CfnSecurityGroupEgress:
			written = append(written, resource.GroupId(), resource.DestinationSecurityGroupId())
		default:
			panic("stages: a security group rule of an unknown type")
		}
	}
	ends := resolveAll(s.stack, written)
	for i := range found {
		found[i].group, found[i].other = ends[2*i], ends[2*i+1]
	}
	return found
}
