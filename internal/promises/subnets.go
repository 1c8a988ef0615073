package promises

import "kasha/internal/allowlist"

// subnetsHaveTheirRoutes is what anything in a subnet could do, whatever its security groups: the route tables decide. No route
// leads out of the database subnets. Interface endpoints are inside the VPC, and every address of the VPC can connect to them.
// So a database's security group decides what it can send there, and it allows nothing out.
func subnetsHaveTheirRoutes() promise {
	const anySubnet, vpc = "Network/Vpc/*Subnet*", "Network/Vpc"
	endpoints := []allowlist.Way{allowlist.InterfaceEndpoint}
	all := promise{connections: []allowlist.Connection{
		{From: anySubnet, To: allowlist.AnyAWSService, On: allowlist.TCP(https), Via: endpoints},
		{From: vpc, To: allowlist.AnyAWSService, On: allowlist.TCP(https), Via: endpoints},
	}}
	for _, subnet := range []struct {
		name     string
		internet allowlist.Way
		services []allowlist.Way
	}{
		{name: "Network/Vpc/publicSubnet*", internet: allowlist.InternetGateway, services: []allowlist.Way{allowlist.InternetGateway}},
		{name: "Network/Vpc/frontendSubnet*", internet: allowlist.NATGateway, services: privateWays()},
		{name: "Network/Vpc/backendSubnet*", internet: allowlist.NATGateway, services: privateWays()},
	} {
		out := []allowlist.Way{subnet.internet}
		all.connections = append(all.connections,
			allowlist.Connection{From: subnet.name, To: allowlist.Internet, On: allowlist.EveryTCPPort(), Via: out},
			allowlist.Connection{From: subnet.name, To: allowlist.Internet, On: allowlist.EveryUDPPort(), Via: out},
			allowlist.Connection{From: subnet.name, To: allowlist.AnyAWSService, On: allowlist.TCP(https), Via: subnet.services},
		)
	}
	return all
}

// defaultSecurityGroupIsEmptied is the CDK's function that removes all rules of the VPC's default security group.
func defaultSecurityGroupIsEmptied() promise {
	const role = "Custom::VpcRestrictDefaultSGCustomResourceProvider/Role"
	return promise{permissions: []allowlist.Permission{
		{
			Who: role, May: []string{"ec2:AuthorizeSecurityGroup*"},
			On: []string{"arn:*:security-group/Network/Vpc.DefaultSecurityGroup"},
		},
		{Who: allowlist.Service("lambda"), May: assume(), On: []string{role}},
	}}
}

func flowLogsAreWritten() promise {
	return promise{permissions: []allowlist.Permission{{
		Who: allowlist.Service("vpc-flow-logs"), May: assume(), On: []string{"FlowLogs/Role"}, OnlyIf: "aws:SourceAccount", Must: true,
	}}}
}
