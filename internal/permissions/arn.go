package permissions

import (
	"strings"

	"kasha/internal/cloudformation"
)

// ARN writes out the references in a text, so that a reference to a queue and a pattern such as arn:aws:sqs:*:*:jobs-* can be
// compared. The part of an ARN that only a deployment knows stays a reference.
func ARN(env cloudformation.Environment, text string) string {
	return cloudformation.ReplacePlaceholders(text, func(token string) string {
		reference, ok := cloudformation.ParseReference(token)
		resource, found := env.Find(token)
		if !ok || !found {
			return token
		}
		if resource.Type == "AWS::SecretsManager::SecretTargetAttachment" { // Ref gives the secret's ARN
			return ARN(env, resource.Properties.Text("SecretId"))
		}
		if strings.HasSuffix(reference.Attribute, "Arn") || reference.Attribute == "" && refIsARN(resource.Type) {
			return arnOf(resource)
		}
		if reference.Attribute == "" {
			return physicalName(resource)
		}
		return token
	})
}

// arnOf is the ARN of a resource, or a reference to it where its type is not one that policies name.
func arnOf(resource cloudformation.Resource) string {
	prefix := "arn:" + cloudformation.Partition(resource.Region) + ":"
	regional := ":" + resource.Region + ":" + resource.Account + ":"
	name := physicalName(resource)
	switch resource.Type {
	case "AWS::SQS::Queue":
		return prefix + "sqs" + regional + name
	case "AWS::SNS::Topic":
		return prefix + "sns" + regional + name
	case "AWS::S3::Bucket":
		return prefix + "s3:::" + name
	case "AWS::KMS::Key":
		return prefix + "kms" + regional + "key/" + name
	case "AWS::SecretsManager::Secret":
		return prefix + "secretsmanager" + regional + "secret:" + name + "-XXXXXX" // Secrets Manager adds six characters
	case "AWS::IAM::Role":
		return prefix + "iam::" + resource.Account + ":role/" + name
	case "AWS::Lambda::Function":
		return prefix + "lambda" + regional + "function:" + name
	case "AWS::Logs::LogGroup":
		return prefix + "logs" + regional + "log-group:" + name + ":*"
	case "AWS::RDS::DBInstance":
		return prefix + "rds" + regional + "db:" + name
	case "AWS::ECR::Repository":
		return prefix + "ecr" + regional + "repository/" + name
	case "AWS::StepFunctions::StateMachine":
		return prefix + "states" + regional + "stateMachine:" + name
	case "AWS::Backup::BackupVault":
		return prefix + "backup" + regional + "backup-vault:" + name
	case "AWS::ECS::Cluster":
		return prefix + "ecs" + regional + "cluster/" + name
	}
	return resource.Reference()
}

// physicalName is the name that a template gives a resource, or a reference where CloudFormation chooses the name.
func physicalName(resource cloudformation.Resource) string {
	property := ""
	switch resource.Type {
	case "AWS::SecretsManager::Secret":
		property = "Name"
	case "AWS::RDS::DBInstance":
		property = "DBInstanceIdentifier"
	case "AWS::S3::Bucket", "AWS::Backup::BackupVault", "AWS::Lambda::Function", "AWS::Logs::LogGroup", "AWS::IAM::Role",
		"AWS::SQS::Queue", "AWS::SNS::Topic", "AWS::ECR::Repository", "AWS::StepFunctions::StateMachine", "AWS::ECS::Cluster":
		property = resource.Type[strings.LastIndex(resource.Type, ":")+1:] + "Name" // a Queue's is QueueName
	}
	if name := resource.Properties.Text(property); property != "" && name != "" {
		return name
	}
	return resource.Reference()
}

func refIsARN(resourceType string) bool {
	switch resourceType {
	case "AWS::SecretsManager::Secret", "AWS::SNS::Topic", "AWS::StepFunctions::StateMachine", "AWS::ECS::TaskDefinition",
		"AWS::IAM::ManagedPolicy", "AWS::ElasticLoadBalancingV2::LoadBalancer", "AWS::ElasticLoadBalancingV2::TargetGroup":
		return true
	}
	return false
}

// inARNs writes out the references in a list of texts.
func inARNs(env cloudformation.Environment, texts []string) []string {
	var all []string
	for _, text := range texts {
		all = append(all, ARN(env, text))
	}
	return all
}
