package permissions

import "kasha/internal/iam"

// readRotations adds what the functions of hosted rotations may do. The functions and their roles are in no template: the transform
// AWS::SecretsManager-2024-09-16 makes them when the stack is deployed, from applications that AWS publishes
// (aws-samples/aws-secrets-manager-rotation-lambdas).
func (m *Model) readRotations() {
	for _, schedule := range m.env.Resources("AWS::SecretsManager::RotationSchedule") {
		hosted := schedule.Properties.Map("HostedRotationLambda")
		if len(hosted) == 0 {
			continue
		}
		secret, master := schedule.Properties.Text("SecretId"), hosted.Text("MasterSecretArn")
		useKey := []string{"kms:Decrypt", "kms:DescribeKey", "kms:GenerateDataKey"}
		statements := []iam.Statement{
			{
				Effect: "Allow",
				Actions: []string{
					"secretsmanager:DescribeSecret", "secretsmanager:GetSecretValue", "secretsmanager:PutSecretValue",
					"secretsmanager:UpdateSecretVersionStage",
				},
				Resources:  []string{secret},
				Conditions: map[string]any{"StringEquals": map[string]any{"secretsmanager:resource/AllowRotationLambdaArn": "the function"}},
			},
			{Effect: "Allow", Actions: []string{"secretsmanager:GetSecretValue"}, Resources: []string{master}},
			{Effect: "Allow", Actions: useKey, Resources: []string{hosted.Text("KmsKeyArn")}},
			{Effect: "Allow", Actions: useKey, Resources: []string{hosted.Text("MasterSecretKmsKeyArn")}},
		}
		for _, statement := range statements {
			statement.Resources = inARNs(m.env, statement.Resources)
			if statement.Resources[0] != "" {
				m.allowing = append(m.allowing, Grant{
					Who: schedule.Name(), Statement: statement, By: schedule.String() + ", whose function and role AWS makes",
					account: schedule.Account,
				})
			}
		}
	}
}
