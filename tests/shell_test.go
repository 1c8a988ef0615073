package tests

import (
	"fmt"
	"strings"
	"testing"

	"kasha/lib/names"
)

// eachShell runs a check on every shape with shells.
func eachShell(t *testing.T, check func(p platform)) {
	found := 0
	eachShape(t, func(p platform) {
		if p.env.Shell != nil {
			found++
			check(p)
		}
	})
	if found == 0 {
		t.Error("no shape with a shell, want one")
	}
}

// TestAShellHasTheRightsOfItsService catches a shell with another image or other variables than its service, and one that does not end.
func TestAShellHasTheRightsOfItsService(t *testing.T) {
	eachShell(t, func(p platform) {
		for _, service := range p.env.Shells() {
			shell := p.one("AWS::ECS::TaskDefinition", "services/"+names.Title(names.Shell(service))+"/Task").Properties
			its := p.one("AWS::ECS::TaskDefinition", "services/"+names.Title(service)+"/Task").Properties
			container, of := shell.Maps("ContainerDefinitions")[0], its.Maps("ContainerDefinitions")[0]
			for _, property := range []string{"Image", "Secrets", "User", "LinuxParameters"} {
				if asJSON(container[property]) != asJSON(of[property]) {
					p.t.Errorf("%s: %s is %v, want its service's %v", service, property, container[property], of[property])
				}
			}
			command := append(container.Texts("EntryPoint"), container.Texts("Command")...)
			if want := fmt.Sprint([]string{"sleep", fmt.Sprint(p.env.Shell.TimeoutMinutes * 60)}); fmt.Sprint(command) != want {
				p.t.Errorf("%s: runs %v, want %s", service, command, want)
			}
			if container["PortMappings"] != nil {
				p.t.Errorf("%s: ports %v, want none", service, container["PortMappings"])
			}
		}
	})
}

// TestASessionIsRecorded catches a cluster of shells without a record, and a record that is not encrypted.
func TestASessionIsRecorded(t *testing.T) {
	eachShell(t, func(p platform) {
		cluster := p.one("AWS::ECS::Cluster", "services/Shell/Cluster")
		says := cluster.Properties.Map("Configuration").Map("ExecuteCommandConfiguration")
		log := says.Map("LogConfiguration")
		group := p.follow(log.Text("CloudWatchLogGroupName"))
		if says.Text("Logging") != "OVERRIDE" || !log.Is("CloudWatchEncryptionEnabled") || group.Properties["KmsKeyId"] == nil {
			p.t.Errorf("%s records %v in %s, want an encrypted log group", cluster, says, group)
		}
		for _, other := range p.all("AWS::ECS::Cluster") {
			if other.Path != cluster.Path && other.Properties["Configuration"] != nil {
				p.t.Errorf("%s has %v, want no shells in it", other, other.Properties["Configuration"])
			}
		}
	})
}

// TestAShellNeedsASecondFactor catches a role that people take on without MFA although the configuration asks for it, or that another
// account may take on.
func TestAShellNeedsASecondFactor(t *testing.T) {
	eachShell(t, func(p platform) {
		role := p.one("AWS::IAM::Role", "services/Shell/Role")
		statements := role.Properties.Map("AssumeRolePolicyDocument").Maps("Statement")
		if len(statements) == 0 {
			p.t.Errorf("%s has no statement about who may assume it, want one", role)
		}
		for _, statement := range statements {
			asks := statement.Map("Condition").Map("Bool").Text("aws:MultiFactorAuthPresent") == "true"
			if asks != p.env.Shell.MFA {
				p.t.Errorf("%s asks for MFA: %t, want %t", role, asks, p.env.Shell.MFA)
			}
			if who := asJSON(statement["Principal"]); !strings.Contains(who, p.env.Account) {
				p.t.Errorf("%s trusts %s, want its own account", role, who)
			}
		}
	})
}
