package stages

import (
	"strings"

	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"

	"kasha/lib/monitoring"
	"kasha/lib/names"
	"kasha/lib/network"
	"kasha/lib/shell"
	"kasha/lib/task"
)

// shells builds a task definition beside each service, in which people open a shell.
func (s *servicesBuilder) shells(watch *monitoring.Watch) {
	if s.env.Shell == nil {
		return
	}
	scope := constructs.NewConstruct(s.stack, jsii.String("Shell"))
	built := shell.New(scope, shell.Props{
		Environment: s.env, VPC: s.net.Network.VPC, Log: s.logGroup("ShellLogs", s.env.Names().ShellLogs()),
	})
	for _, service := range s.env.Shells() {
		name, container := names.Shell(service), s.env.ShellContainer(service)
		own := constructs.NewConstruct(s.stack, jsii.String(names.Title(name)))
		tasks := task.NewSecurityGroup(own, "Tasks", s.net.Network.VPC, task.Nobody)
		props := s.taskProps(name, container, 0)
		props.Image = s.data.Registry.Image(own, service, container.Image)
		props.SecurityGroup, props.Family, props.WritableRoot = tasks, s.env.Names().ShellFamily(service), true
		definition := task.NewDefinition(own, props)
		s.grant(process{
			name: name, uses: container.Uses, secrets: container.Secrets, egress: container.Egress, definition: definition, tasks: tasks,
			byPeople: true,
		})
		built.Admit(definition)
		output(s.stack, names.ShellSecurityGroup(service), tasks.SecurityGroupId(), "Security group of the shell beside the "+service)
	}
	built.Finish()
	watch.Shells(*built.Cluster.ClusterArn())
	var subnets []string
	for _, id := range *s.net.Network.VPC.SelectSubnets(network.In(network.BackendSubnets)).SubnetIds {
		subnets = append(subnets, *id)
	}
	output(s.stack, names.ShellSubnets, jsii.String(strings.Join(subnets, ",")), "Subnets in which make shell starts its task")
	output(s.stack, names.ShellRoleARN, built.Role.RoleArn(), "Role that make shell takes on")
}
