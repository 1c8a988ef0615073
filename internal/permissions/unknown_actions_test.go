package permissions

import (
	"slices"
	"testing"

	"kasha/internal/iam"
)

// Catches a pattern taken for harmless because a part of it is, and an unknown action that is not noted.
func TestHarmlessIsAllOfAPattern(t *testing.T) {
	model := &Model{harmless: []string{"*:Describe*", "s3:GetBucket*"}}
	for pattern, harmless := range map[string]bool{
		"ecs:Describe*": true, "ECS:describeservices": true, "ecs:D*": false, "*": false, "logs:*": false, "s3:GetBucketAcl": true,
		"s3:Get*": false,
	} {
		if got := model.isHarmless(pattern); got != harmless {
			t.Errorf("%s: harmless is %v, want %v", pattern, got, harmless)
		}
	}
	s := iam.Statement{Effect: "Allow", Actions: []string{"dynamodb:*", "kms:*", "ecs:DescribeTasks"}}
	if unknown := model.unknownActions(s); !slices.Equal(unknown, []string{"dynamodb:*"}) {
		t.Errorf("got %v, want dynamodb:* alone", unknown)
	}
}
