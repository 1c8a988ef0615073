package engine

// Impact is what happens to a resource, in the engine's words.
type Impact string

// The impacts that the review tells apart. The engine has others.
const (
	WillCreate  Impact = "WILL_CREATE"
	WillUpdate  Impact = "WILL_UPDATE"
	WillReplace Impact = "WILL_REPLACE"
	MayReplace  Impact = "MAY_REPLACE"
	NoChange    Impact = "NO_CHANGE"
)

// Diff is what differs between a pair.
type Diff struct {
	Resources       map[string]Resource
	Statements      Delta[Statement]
	AllStatements   Sides[[]Statement] // of both templates, changed or not; empty where none changed
	ManagedPolicies Delta[ManagedPolicy]
	Ingress, Egress Delta[Rule]
	Types           map[string]Facts // every type that occurs in either template

	// Unread are the properties, by logical ID, that hold statements of which the engine finds none. The text "" is for a resource
	// that is a statement itself.
	Unread Sides[map[string][]string]
}

// Delta is what was added and what was removed.
type Delta[T any] struct{ Added, Removed []T }

// Sides is the same thing in the old template and in the new one.
type Sides[T any] struct{ Old, New T }

// Resource is one resource that differs.
type Resource struct {
	OldType, NewType string // empty where the resource is not there
	Impact           Impact
	Properties       map[string]Property
	Other            map[string]Change // DependsOn, DeletionPolicy and the like
}

// Change is a value before and after.
type Change struct{ Old, New any }

// Property is a property that differs.
type Property struct {
	Old, New any
	Impact   Impact
}

// Facts is what the engine's database says about a resource type.
type Facts struct {
	Known      bool
	Stateful   bool     // deleting one loses data
	Properties []string // all it knows
	Replacing  []string // those whose change replaces the resource
	Identifier []string // those that name the resource in its account
}

// ManagedPolicy is a managed policy and the role, user or group that it is attached to.
type ManagedPolicy struct{ IdentityArn, ManagedPolicyArn string }

// Rule is one rule of a security group.
type Rule struct {
	GroupID          string `json:"groupId"`
	IPProtocol       string `json:"ipProtocol"`
	FromPort, ToPort any    // a number; a text where only the deployment decides
	Peer             *Peer
}

// Peer is the other side of a rule: one of the three.
type Peer struct {
	Kind            string
	IP              string
	SecurityGroupID string `json:"securityGroupId"`
	PrefixListID    string `json:"prefixListId"`
}
