package main

import (
	"slices"
	"strconv"
	"testing"
)

// TestTwoDatabaseSecrets catches a renamed secret (services and people look for it under the document's name), one without
// a customer key, and a fixed password.
func TestTwoDatabaseSecrets(t *testing.T) {
	eachShape(t, func(p platform) {
		var names []string
		for _, secret := range under("data/Database", p.some("AWS::SecretsManager::Secret")) {
			names = append(names, secret.Properties.Text("Name"))
			p.leadsTo(secret, "KmsKeyId", "network/Key/Resource")
			p.absent(secret, "SecretString")
			if generated := secret.Properties.Map("GenerateSecretString"); generated.Text("GenerateStringKey") != "password" {
				p.t.Errorf("%s generates no password: %v", secret, generated)
			}
		}
		prefix := "kasha/" + p.env.Name + "/rds/mysql"
		if want := sorted([]string{prefix + "/admin-password", prefix + "/connection"}); sorted(names) != want {
			p.t.Errorf("secrets %s, want %s", sorted(names), want)
		}
		p.equal(p.at("data/OriginSecret/Resource"), "Name", "kasha/"+p.env.Name+"/origin-header")
	})
}

// TestDatabaseSecretsRotateEvery90Days catches a secret that is left out, and a rotation in subnets from which neither the
// database nor Secrets Manager can be reached: it would hang and leave the secret half changed.
func TestDatabaseSecretsRotateEvery90Days(t *testing.T) {
	eachShape(t, func(p platform) {
		rotated := map[string]bool{}
		for _, schedule := range p.some("AWS::SecretsManager::RotationSchedule") {
			rotated[p.follow(schedule.Properties.Text("SecretId")).Path] = true
			want := p.env.PasswordRotation()
			if rules := schedule.Properties.Map("RotationRules"); rules.Text("ScheduleExpression") != want.Expression || rules.Text("Duration") != want.Duration || rules.Text("AutomaticallyAfterDays") != "" {
				p.t.Errorf("%s: %v, want %v", schedule, rules, want)
			}
			p.equal(schedule, "RotateImmediatelyOnUpdate", false)
			for _, subnet := range schedule.Properties.Map("HostedRotationLambda").Texts("VpcSubnetIds") {
				if group := subnetGroup(p.follow(subnet)); group != "backend" {
					p.t.Errorf("%s runs in a %s subnet", schedule, group)
				}
			}
		}
		for _, secret := range under("data/Database", p.some("AWS::SecretsManager::Secret")) {
			if !rotated[secret.Path] {
				p.t.Errorf("%s is never rotated", secret)
			}
		}
	})
}

// TestRotationBeginsWithAnAttachedSecret catches a schedule that does not wait. Secrets Manager runs the function as soon as there is
// one; without the address that the attachment writes it fails, without the rules it cannot connect, and without the group Lambda
// makes one that never expires.
func TestRotationBeginsWithAnAttachedSecret(t *testing.T) {
	eachShape(t, func(p platform) {
		for _, schedule := range p.some("AWS::SecretsManager::RotationSchedule") {
			secret := p.follow(schedule.Properties.Text("SecretId"))
			function := schedule.Properties.Map("HostedRotationLambda").Text("RotationLambdaName")
			attached, entered, left, logged := false, false, false, false
			for _, before := range p.dependencies(schedule) {
				switch before.Type {
				case "AWS::SecretsManager::SecretTargetAttachment":
					attached = attached || p.follow(before.Properties.Text("SecretId")).Path == secret.Path
				case "AWS::EC2::SecurityGroupIngress":
					entered = entered || before.Properties.Text("FromPort") == "3306"
				case "AWS::EC2::SecurityGroupEgress":
					left = left || before.Properties.Text("FromPort") == "3306"
				case "AWS::Logs::LogGroup":
					logged = logged || before.Properties.Text("LogGroupName") == "/aws/lambda/"+function
				}
			}
			if !attached || !entered || !left || !logged {
				p.t.Errorf("%s does not wait for what it needs: attachment %v, way in %v, way out %v, log group %v", schedule, attached, entered, left, logged)
			}
		}
	})
}

// dependencies are the resources that a template says must be there first.
func (p platform) dependencies(of resource) []resource {
	p.t.Helper()
	names, _ := of.written.DependsOn.([]any)
	if one, ok := of.written.DependsOn.(string); ok {
		names = []any{one}
	}
	var all []resource
	for _, each := range p.model.Resources() {
		if each.Stack == of.Stack && slices.Contains(names, any(each.LogicalID)) {
			all = append(all, p.resource(each))
		}
	}
	return all
}

// TestTheFlowKnowsWhenARotationIsOverdue catches a limit that a scheduled environment's rotations, which are closer together, would
// never reach in time.
func TestTheFlowKnowsWhenARotationIsOverdue(t *testing.T) {
	eachShape(t, func(p platform) {
		for _, machine := range p.some("AWS::StepFunctions::StateMachine") {
			if got, want := machine.Properties.Map("DefinitionSubstitutions").Text("OverdueDays"), strconv.Itoa(p.env.PasswordRotation().MostDays+2); got != want {
				p.t.Errorf("overdue after %s days, want %s", got, want)
			}
		}
	})
}
