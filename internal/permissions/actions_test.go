package permissions

import (
	"slices"
	"testing"

	"kasha/internal/policy"
)

// Catches an action that is called harmless and expanded, too: the list of harmless ones would be worth nothing.
func TestNoActionIsSensitiveAndHarmless(t *testing.T) {
	for i, action := range allActions() {
		if isHarmless(action) {
			t.Errorf("%s is called harmless", action)
		}
		if slices.Contains(allActions()[:i], action) {
			t.Errorf("%s is there twice", action)
		}
	}
}

// Catches a line of the lists that speaks of an action that nobody looks at: it reads like a proof.
func TestEveryActionOfTheListsIsInTheTable(t *testing.T) {
	lists := slices.Concat(pipelineExpectations(), environmentExpectations(&Model{}))
	for _, line := range lists {
		for _, pattern := range line.actions {
			if !slices.ContainsFunc(allActions(), func(action string) bool { return policy.Match(pattern, action) }) {
				t.Errorf("%s may %s: no such action in the table", line.who, pattern)
			}
		}
	}
}

// Catches patterns that pass for harmless because a part of them is.
func TestHarmlessIsAllOfAPattern(t *testing.T) {
	for pattern, harmless := range map[string]bool{"ecs:Describe*": true, "ECS:describeservices": true, "ecs:D*": false, "*": false, "logs:*": false, "s3:GetBucketAcl": true, "s3:Get*": false} {
		if isHarmless(pattern) != harmless {
			t.Errorf("%s: harmless %v", pattern, !harmless)
		}
	}
	s := policy.Statement{Effect: "Allow", Actions: []string{"dynamodb:*", "kms:*", "ecs:DescribeTasks"}}
	if unknown := unknownActions(s); !slices.Equal(unknown, []string{"dynamodb:*"}) {
		t.Error(unknown)
	}
}
