package engine

import "encoding/json"

// Pair is two versions of one template. Either may be empty.
type Pair struct{ Old, New Template }

// Template is the part of a template that the engine compares: its resources by logical id.
type Template map[string]map[string]any

// MarshalJSON writes a pair as the script reads it.
func (p Pair) MarshalJSON() ([]byte, error) {
	return json.Marshal([2]any{p.Old.wire(), p.New.wire()})
}

// wire copies a template for sending. The engine takes the first property whose name contains "Policy" for the policy
// document of a resource such as AWS::SecretsManager::ResourcePolicy, which has a BlockPublicPolicy too; so the document
// goes first.
func (t Template) wire() map[string]any {
	resources := map[string]any{}
	for id, resource := range t {
		sent := map[string]any{}
		for key, value := range resource {
			sent[key] = value
		}
		if properties, ok := sent["Properties"].(map[string]any); ok {
			sent["Properties"] = documentFirst(properties)
		}
		resources[id] = sent
	}
	return map[string]any{"Resources": resources}
}

// Impact is the engine's word for what happens to a resource.
type Impact string

// The impacts that matter here.
const (
	WillCreate  Impact = "WILL_CREATE"
	WillUpdate  Impact = "WILL_UPDATE"
	WillReplace Impact = "WILL_REPLACE"
	MayReplace  Impact = "MAY_REPLACE"
	WillDestroy Impact = "WILL_DESTROY"
	WillOrphan  Impact = "WILL_ORPHAN"
	NoChange    Impact = "NO_CHANGE"
)

// Diff is what differs between a pair.
type Diff struct {
	Resources       map[string]Resource
	Statements      Delta[Statement]
	AllStatements   Sides[[]Statement]         // of both templates, changed or not; empty where none changed
	Unread          Sides[map[string][]string] // properties that hold statements of which the engine finds none; "" for the resource itself
	ManagedPolicies Delta[ManagedPolicy]
	Ingress, Egress Delta[Rule]
	Types           map[string]Facts // every type that occurs in either template
}

// Delta is what came and what went.
type Delta[T any] struct{ Added, Removed []T }

// Sides is something of the old template and of the new one.
type Sides[T any] struct{ Old, New T }

// Resource is one resource that differs.
type Resource struct {
	OldType, NewType string // empty: not there
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

// Statement is one statement of a policy, with references rendered as ${LogicalId.Attribute}.
type Statement struct {
	Sid, Effect                    string
	Resources, Actions, Principals Targets
	Condition                      any
	Rendered                       map[string]string
	Of                             string // logical id of the resource that differs by it
}

// Targets are the values of a statement's element; Not is for NotAction and the like.
type Targets struct {
	Not    bool
	Values []string
}

// ManagedPolicy is a managed policy and whom it is attached to.
type ManagedPolicy struct{ IdentityArn, ManagedPolicyArn string }

// Rule is one rule of a security group.
type Rule struct {
	GroupID          string `json:"groupId"`
	IPProtocol       string `json:"ipProtocol"`
	FromPort, ToPort any    // a number; the rendering of an intrinsic function where it is none
	Peer             *Peer
}

// Peer is whom a rule admits: one of the three.
type Peer struct {
	Kind            string
	IP              string
	SecurityGroupID string `json:"securityGroupId"`
	PrefixListID    string `json:"prefixListId"`
}
