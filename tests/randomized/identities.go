package randomized

import (
	"slices"
	"strings"
)

// identities lists, for each type, what AWS requires to be unique. That is its names in the table of properties, with what distinguishes
// two resources of one name, or the properties below.
func identities(resourceType string) [][]string {
	var all [][]string
	for _, property := range properties()[resourceType] {
		if property.unique != nowhere && !slices.Contains(repeatable(), resourceType) {
			all = append(all, append([]string{property.path}, strings.Fields(property.beside)...))
		}
	}
	if paths := strings.Fields(nameless()[resourceType]); len(paths) > 0 {
		all = append(all, paths)
	}
	return all
}

// repeatable are types that may have several resources of one name at once: a new task definition is another revision of its family.
func repeatable() []string { return []string{"AWS::ECS::TaskDefinition"} }

// nameless are types without a name of their own, with what AWS does not accept twice. Source: the primaryIdentifier of CloudFormation's
// schema, without what AWS generates; for subnets, the EC2 API (InvalidSubnet.Conflict).
func nameless() map[string]string {
	return map[string]string{
		"AWS::ApplicationAutoScaling::ScalableTarget":   "ResourceId ScalableDimension ServiceNamespace",
		"AWS::Backup::RestoreTestingSelection":          "RestoreTestingPlanName RestoreTestingSelectionName",
		"AWS::EC2::Route":                               "RouteTableId DestinationCidrBlock",
		"AWS::EC2::Subnet":                              "VpcId CidrBlock",
		"AWS::EC2::SubnetRouteTableAssociation":         "SubnetId",
		"AWS::EC2::VPCEndpoint":                         "VpcId ServiceName",
		"AWS::EC2::VPCGatewayAttachment":                "VpcId",
		"AWS::ECS::ClusterCapacityProviderAssociations": "Cluster",
		"AWS::RDS::DBProxyTargetGroup":                  "DBProxyName TargetGroupName",
		"AWS::SecretsManager::RotationSchedule":         "SecretId",
		"AWS::SecretsManager::SecretTargetAttachment":   "SecretId",
		"AWS::WAFv2::LoggingConfiguration":              "ResourceArn",
	}
}

// inPlace says why a change of a property that CloudFormation's schema marks as "may replace" does not replace here; empty: it may.
func inPlace(resourceType, property string) string {
	// The provider's code, class ImmutabilityHelper, lists the changes of an instance that replace it.
	const modified = "aws-cloudformation-resource-providers-rds modifies the instance"
	switch resourceType + " " + property {
	case "AWS::Budgets::Budget Budget":
		return "of its parts, only the name replaces it"
	case "AWS::RDS::DBInstance AutoMinorVersionUpgrade", "AWS::RDS::DBInstance BackupRetentionPeriod", "AWS::RDS::DBInstance MultiAZ",
		"AWS::RDS::DBInstance DBParameterGroupName", "AWS::RDS::DBInstance PreferredMaintenanceWindow":
		return modified
	}
	return ""
}
