package exposure

import (
	"cmp"
	"regexp"
	"slices"
	"strings"

	"kasha/internal/cloudformation"
	"kasha/internal/review/values"
)

// Deployments are the environments that an application declares: those that are there before, and those that only the later revision has.
type Deployments struct{ Before, New []Deployed }

// Deployed is one environment that a pipeline may deploy.
type Deployed struct {
	Name       string
	Production bool
	Targets    []Target
}

// Target is one of its stacks.
type Target struct {
	Name, Account, Region string
	Template              string // its file within the assembly: assembly-qa/qadata.template.json
}

// brought is a new environment, and what in a pipeline's stack belongs to its stage.
type brought struct {
	Deployed
	pipeline string            // by values.Name
	actions  map[string]bool   // those that another stage has as well, by place: Stages[qa].Actions[Smoke-qa]
	own      map[string]string // build projects, roles and stores, by values.Name or bucket name: what they are in any stage
	models   map[string]string // the same of what is there before
	before   []Deployed
	roles    []string // of the bootstrap, that its actions use
}

// bootstrapRole is the ARN of a role that the CDK's bootstrap creates, with kind and qualifier: cdk-QUALIFIER-deploy-role-ACCOUNT-REGION.
// Source: bootstrap-template.yaml of the CDK's command line.
var bootstrapRole = regexp.MustCompile(
	`^arn:(?:aws[a-z-]*|\$\{AWS::Partition\}):iam::(\d{12}):role/cdk-([a-z0-9]+)-([a-z-]+)-role-(\d{12})-([a-z0-9-]+)$`)

const bootstrapKind = "bootstrap:"

// roleOf is the kind of a bootstrap's role of this very account and region; any other text stays what it is.
func (t Target) roleOf(text string) string {
	found := bootstrapRole.FindStringSubmatch(text)
	if found == nil || found[1] != t.Account || found[4] != t.Account || found[5] != t.Region {
		return text
	}
	return bootstrapKind + "cdk-" + found[2] + "-" + found[3] + "-role"
}

// like is a text with the kinds of what belongs to an environment that is new. Two environments have the same text then.
func (b brought) like(text string) string {
	for _, t := range b.Targets {
		if kind := t.roleOf(text); kind != text && !b.isThere(t) {
			return kind
		}
	}
	return likeOwn(text, b.own)
}

// isThere reports whether an earlier environment is in the same account and region. Then its roles are not new.
func (b brought) isThere(t Target) bool {
	return slices.ContainsFunc(b.before, func(d Deployed) bool {
		return slices.ContainsFunc(d.Targets, func(other Target) bool { return other.Account == t.Account && other.Region == t.Region })
	})
}

const bucketARN = "arn:aws:s3:::"

// likeOwn replaces references to build projects and roles of a stage, and to artifact stores.
func likeOwn(text string, own map[string]string) string {
	if bucket, ok := strings.CutPrefix(text, bucketARN); ok {
		name, _, _ := strings.Cut(bucket, "/")
		return bucketARN + cmp.Or(own[name], name) + bucket[len(name):]
	}
	return cloudformation.ReplacePlaceholders(text, func(placeholder string) string {
		at, ok := cloudformation.ParseReference(placeholder)
		if kind := own[values.Name(at.Stack, at.LogicalID)]; ok && kind != "" {
			return "${" + kind + "." + at.Attribute + "}"
		}
		return placeholder
	})
}

// says is what the declaration brings, in one sentence.
func (b brought) says(roles []string) string {
	var places, accounts []string
	for _, account := range b.accounts() {
		var regions []string
		for _, t := range b.Targets {
			if t.Account == account && !slices.Contains(regions, t.Region) {
				regions = append(regions, t.Region)
			}
		}
		places = append(places, account+" in "+strings.Join(regions, " and "))
		if !slices.ContainsFunc(b.before, func(d Deployed) bool { return slices.Contains(d.accounts(), account) }) {
			accounts = append(accounts, account)
		}
	}
	text := "the pipeline deploys one more environment: stage " + b.Name + ", account " + strings.Join(places, ", account ") +
		", with the roles of the CDK's bootstrap there (" + strings.Join(roles, ", ") + ")"
	if len(accounts) > 0 {
		text += "; no other environment is in account " + strings.Join(accounts, " or ")
	}
	return text
}

func (d Deployed) accounts() []string {
	var all []string
	for _, t := range d.Targets {
		if !slices.Contains(all, t.Account) {
			all = append(all, t.Account)
		}
	}
	return all
}

func (d Deployed) target(stack string) (Target, bool) {
	i := slices.IndexFunc(d.Targets, func(t Target) bool { return t.Name == stack })
	if i < 0 {
		return Target{}, false
	}
	return d.Targets[i], true
}
