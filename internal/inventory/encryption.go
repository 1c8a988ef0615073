package inventory

import (
	"strings"

	"kasha/internal/architecture"
	"kasha/internal/cloudformation"
)

// atRest lists what holds data, and the key that encrypts it.
func atRest(e Environment) Table {
	t := Table{
		ID: "at-rest", Title: "Encryption at rest",
		Says: "What holds data, and with which key it is encrypted. AWS's own keys cost nothing and cannot be revoked.",
		Head: []string{"What", "Type", "Encrypted with"},
	}
	for _, resource := range e.Model.Resources(
		"AWS::RDS::DBInstance", "AWS::S3::Bucket", "AWS::SQS::Queue", "AWS::SNS::Topic", "AWS::SecretsManager::Secret", "AWS::Logs::LogGroup",
		"AWS::ECR::Repository", "AWS::Backup::BackupVault",
	) {
		t.add(resource.Name(), strings.TrimPrefix(resource.Type, "AWS::"), keyOf(e.Model, resource))
	}
	return t
}

// keyOf names the key of a resource that holds data, or says that it is AWS's own.
func keyOf(env cloudformation.Environment, resource cloudformation.Resource) string {
	p := resource.Properties
	key := func(text, otherwise string) string {
		if text == "" {
			return otherwise
		}
		return "key " + NameOf(env, text)
	}
	switch resource.Type {
	case "AWS::RDS::DBInstance":
		if p.Text("SourceDBInstanceIdentifier") != "" {
			return key(p.Text("KmsKeyId"), "the primary's key")
		}
		if !p.Is("StorageEncrypted") && p.Text("KmsKeyId") == "" {
			return "nothing"
		}
		return key(p.Text("KmsKeyId"), "AWS's key for RDS")
	case "AWS::S3::Bucket":
		for _, rule := range p.Map("BucketEncryption").Maps("ServerSideEncryptionConfiguration") {
			return key(rule.Map("ServerSideEncryptionByDefault").Text("KMSMasterKeyID"), "S3's own key")
		}
		return "S3's own key, the default"
	case "AWS::SQS::Queue":
		return key(p.Text("KmsMasterKeyId"), "SQS's own key")
	case "AWS::SNS::Topic":
		return key(p.Text("KmsMasterKeyId"), "nothing")
	case "AWS::SecretsManager::Secret":
		return key(p.Text("KmsKeyId"), "AWS's key for Secrets Manager")
	case "AWS::Logs::LogGroup":
		return key(p.Text("KmsKeyId"), "CloudWatch's own key")
	case "AWS::ECR::Repository":
		return key(p.Map("EncryptionConfiguration").Text("KmsKey"), "ECR's own key")
	case "AWS::Backup::BackupVault":
		return key(p.Text("EncryptionKeyArn"), "AWS's key for AWS Backup")
	}
	return "not known"
}

// inTransit says for each connection of the picture whether TLS protects it, as far as a template decides that.
func inTransit(e Environment) Table {
	t := Table{
		ID: "in-transit", Title: "Encryption in transit",
		Says: "The connections of the picture. A template decides between HTTP and HTTPS, and whether MySQL refuses connections without TLS.",
		Head: []string{"From", "To", "Ports", "Encrypted"},
	}
	for _, connection := range e.System.Connections {
		from, _ := e.System.Component(connection.From)
		to, _ := e.System.Component(connection.To)
		if from.ID != connection.From && len(from.Members) > 0 {
			continue // drawn as one with another
		}
		t.add(from.Title, to.Title, connection.Label, tlsOf(e.Model, from, to, connection))
	}
	t.add("processes", "AWS's services", "tcp 443", "yes: the services answer HTTPS only")
	return t
}

func tlsOf(env cloudformation.Environment, from, to architecture.Component, connection architecture.Connection) string {
	switch to.Kind {
	case architecture.Edge:
		return "yes, TLS; port 80 only redirects"
	case architecture.Database, architecture.Replica:
		group, _ := env.Find(to.Resource.Properties.Text("DBParameterGroupName"))
		if value := group.Properties.Map("Parameters").Text("require_secure_transport"); value == "1" || strings.EqualFold(value, "ON") {
			return "yes: the server refuses connections without TLS"
		}
		return "not enforced by the server"
	case architecture.Proxy:
		if to.Resource.Properties.Is("RequireTLS") {
			return "yes: the proxy refuses connections without TLS"
		}
		return "not enforced by the proxy"
	case architecture.LoadBalancer:
		for _, listener := range env.Resources("AWS::ElasticLoadBalancingV2::Listener") {
			if env.Identity(listener.Properties.Text("LoadBalancerArn")) == env.Identity(to.Resource.Reference()) &&
				listener.Properties.Text("Protocol") == "HTTPS" {
				return "yes on the HTTPS listener"
			}
		}
		return "no, HTTP"
	case architecture.Service:
		if from.Kind == architecture.LoadBalancer {
			return "no, HTTP inside the VPC"
		}
	}
	return "not known: " + connection.Label
}
