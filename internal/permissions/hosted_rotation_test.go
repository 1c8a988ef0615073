package permissions_test

import "testing"

// Catches permissions that are in no template. AWS creates the function of a hosted rotation and its role when the stack is
// deployed.
func TestFunctionsOfHostedRotationsMayChangeTheirSecret(t *testing.T) {
	model := with(t, add("data", "Hosted", "AWS::SecretsManager::RotationSchedule", object{
		"SecretId": object{"Ref": "ConnectionSecret"},
		"HostedRotationLambda": object{
			"RotationType": "MySQLMultiUser", "MasterSecretArn": object{"Ref": "AdminSecret"},
			"KmsKeyArn": object{"Fn::ImportValue": "kasha-test-key"},
		},
	}))
	for _, want := range []struct {
		action, on string
		allowed    bool
	}{
		{action: "secretsmanager:PutSecretValue", on: "Database/ConnectionSecret", allowed: true},
		{action: "secretsmanager:GetSecretValue", on: "Database/AdminSecret", allowed: true},
		{action: "secretsmanager:PutSecretValue", on: "Database/AdminSecret", allowed: false},
		{action: "kms:Decrypt", on: "Key", allowed: true},
	} {
		if got := may(model, "Added/Hosted", want.action, want.on); got != want.allowed {
			t.Errorf("%s on %s: allowed is %v, want %v", want.action, want.on, got, want.allowed)
		}
	}
}
