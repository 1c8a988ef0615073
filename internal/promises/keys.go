package promises

import "kasha/internal/allowlist"

// Construct paths of the keys that every environment has.
const (
	generalKey  = "Key" // secrets, logs, the bucket, the alarm topic
	databaseKey = "Database/Key"
)

func decrypt() []string { return []string{"kms:Decrypt"} }

// keysAnswerToTheAccount leaves keys to the account's IAM policies, so that their administration cannot be lost. CloudWatch Logs
// uses the general key, for log groups of this account only.
func keysAnswerToTheAccount() promise {
	return promise{permissions: []allowlist.Permission{
		{Who: allowlist.ThisAccount, May: []string{"kms:*"}, On: []string{generalKey, databaseKey}, Must: true},
		{Who: allowlist.ThisAccount, May: []string{"kms:PutKeyPolicy"}, On: []string{generalKey, databaseKey}, Must: true},
		{
			Who: "service logs.*amazonaws.com", May: []string{"kms:Decrypt", "kms:ReEncryptFrom"}, On: []string{generalKey},
			OnlyIf: "kms:EncryptionContext:aws:logs:arn", Must: true,
		},
	}}
}
