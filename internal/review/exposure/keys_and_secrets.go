package exposure

import (
	"regexp"

	"kasha/internal/review/values"
)

// keyAndSecretSettings are those of KMS keys and of secrets. What each resource encrypts with is in the file of its service.
func keyAndSecretSettings() []setting {
	const (
		key      = "AWS::KMS::Key"
		secret   = "AWS::SecretsManager::Secret"
		policy   = "AWS::SecretsManager::ResourcePolicy"
		rotation = "AWS::SecretsManager::RotationSchedule"
	)
	return []setting{
		weakening(key, "automatic key rotation", at("EnableKeyRotation"), turnedOff),
		weakening(key, "key rotation period in days", or(at("RotationPeriodInDays"), 365), raised),
		weakening(key, "key is enabled (nothing it encrypted can be read while it is disabled)", or(at("Enabled"), true), turnedOff),
		weakening(key, "waiting period before key deletion in days", or(at("PendingWindowInDays"), 30), lowered),

		weakening(secret, "customer managed key", at("KmsKeyId"), dropped),
		weakening(secret, "regions that have a copy of the secret", copies, fewer),
		opening(policy, "Secrets Manager's check for public policies", at("BlockPublicPolicy"), turnedOff),
		weakening(rotation, "rotation schedule", at("RotationRules"), rotatesLess),
	}
}

// copies are the regions to which a secret is replicated. Readers in another region find no secret.
func copies(secret map[string]any) any {
	var regions []any
	for _, replica := range objects(at("ReplicaRegions")(secret)) {
		regions = append(regions, replica["Region"])
	}
	return regions
}

var rate = regexp.MustCompile(`^rate\((\d+) (hour|day)s?\)$`)

// rotatesLess compares how often a secret is rotated. Cron expressions are not compared: any change of one is reported.
func rotatesLess(old, new any) bool {
	before, ok := rotationHours(old)
	after, too := rotationHours(new)
	if !ok || !too {
		return old != nil
	}
	return after > before
}

func rotationHours(rules any) (float64, bool) {
	object, _ := rules.(map[string]any)
	if days := object["AutomaticallyAfterDays"]; days != nil {
		return values.Number(days) * 24, true
	}
	found := rate.FindStringSubmatch(values.Text(object["ScheduleExpression"]))
	if found == nil {
		return 0, false
	}
	hours := map[string]float64{"hour": 1, "day": 24}[found[2]]
	return values.Number(found[1]) * hours, true
}
