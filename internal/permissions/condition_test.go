package permissions

import (
	"testing"

	"kasha/internal/allowlist"
	"kasha/internal/iam"
)

// Catches a condition that restricts nothing taken for one that the list requires.
func TestAConditionMustNarrow(t *testing.T) {
	on := func(operator, key string, value any) map[string]any {
		return map[string]any{operator: map[string]any{key: value}}
	}
	for _, c := range []struct {
		conditions map[string]any
		only       string
		asks       bool
	}{
		{on("StringEquals", "aws:SourceAccount", "111111111111"), "aws:SourceAccount", true},
		{on("StringEquals", "AWS:SourceAccount", []any{"111111111111"}), "aws:SourceAccount", true},
		{on("StringEquals", "aws:SourceAccount", []any{"111111111111", "222222222222"}), "aws:SourceAccount", false},
		{on("StringEquals", "aws:SourceAccount", []any{}), "aws:SourceAccount", false},
		{on("StringNotEquals", "aws:SourceAccount", "111111111111"), "aws:SourceAccount", false},
		{on("StringEqualsIfExists", "aws:SourceAccount", "111111111111"), "aws:SourceAccount", false},
		{on("Null", "aws:SourceAccount", "true"), "aws:SourceAccount", false},
		{on("ForAllValues:StringEquals", "k", "x"), "k", false},
		{on("ForAnyValue:StringLike", "k", "alias/x"), "k", true},
		{on("ArnLike", "k", "*"), "k", false}, {on("ArnLike", "k", "arn:*"), "k", false}, {on("ArnLike", "k", "arn:aws:logs:*:*:*"), "k", false},
		{
			on("ArnLike", "k", "arn:aws:logs:us-east-1:222222222222:*"), "k", false,
		}, {on("ArnLike", "k", "arn:aws:logs:us-east-1:111111111111:*"), "k", true},
		{on("ArnLike", "k", "arn:aws:s3:::files"), "k", true}, {on("ArnLike", "k", "arn:aws:s3:::*"), "k", false},
		{on("ArnEquals", "k", "${stack.Topic}"), "k", true},
		{on("Bool", "k", "true"), "k", true}, {on("Bool", "k", false), "k", false},
		{on("StringEquals", "another", "k"), "k", false}, {nil, "k", false}, {nil, "", true},
	} {
		g := Grant{Who: "a", Action: "x:Y", On: "b", Statement: iam.Statement{Conditions: c.conditions}, account: "111111111111"}
		line := allowlist.Permission{Who: "a", May: []string{"x:Y"}, On: []string{"b"}, OnlyIf: c.only}
		if covers(line, g) != c.asks {
			t.Errorf("%v asks for %q: %v", c.conditions, c.only, !c.asks)
		}
	}
}
