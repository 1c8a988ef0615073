package exposure

import (
	"encoding/json"
	"regexp"
	"slices"
	"strings"

	"kasha/internal/iam"
	"kasha/internal/review/engine"
	"kasha/internal/review/properties"
	"kasha/internal/review/values"
)

// newEnvironments says once which environments a pipeline deploys in addition, and which of production it deploys without approval.
func (e *Environment) newEnvironments(s Stack, r Resource) []Finding {
	var found []Finding
	about := Finding{Construct: r.Construct, Type: values.Type(r.New), Rank: rankOf("")}
	for _, b := range e.brought {
		if b.pipeline == values.Name(s.Name, r.LogicalID) {
			about.What, about.Brings = b.says(e.rolesOf(b)), b.Name
			found = append(found, about)
		}
	}
	for _, name := range e.unapproved[values.Name(s.Name, r.LogicalID)] {
		about.What = "Stages[" + name + "]: production, but no approvals and checks as in another stage of production run before its deployment"
		about.Brings = ""
		found = append(found, about)
	}
	return found
}

// rolesOf names the bootstrap's roles of an environment that the pipeline's actions use, and that its stacks may assume or let in.
func (e *Environment) rolesOf(b brought) []string {
	roles := slices.Clone(b.roles)
	for _, statement := range e.statements.gained {
		for _, text := range slices.Concat(statement.Resources, principalNames(statement.Principals)) {
			for _, t := range b.Targets {
				if role, ok := strings.CutPrefix(t.roleOf(text), bootstrapKind); ok {
					roles = append(roles, role)
				}
			}
		}
	}
	slices.Sort(roles)
	return slices.Compact(roles)
}

// brings is the new environment from whose declaration a difference follows; empty if there is none.
func (e *Environment) brings(s Stack, r Resource, d properties.Difference) string {
	for _, b := range e.brought {
		if b.pipeline == values.Name(s.Name, r.LogicalID) {
			for place, known := range b.actions {
				if known && strings.HasPrefix(d.At, place) {
					return b.Name
				}
			}
		}
		if values.Type(r.New) == "AWS::CodeBuild::Project" && d.Path == "Source.BuildSpec" &&
			b.onlyPublishes(values.String(d.Old), values.String(d.New)) {
			return b.Name
		}
	}
	return ""
}

// onlyPublishes reports whether a build does what it did, line by line, and publishes files of the environment in addition. A specification
// of another form than the CDK's, with each command on a line of its own, differs as a whole.
func (b brought) onlyPublishes(old, new string) bool {
	before, published := lines(old), false
	for _, line := range lines(new) {
		if len(before) > 0 && before[0] == line {
			before = before[1:]
			continue
		}
		var command string
		if json.Unmarshal([]byte(line), &command) != nil || !b.publishes(command) {
			return false
		}
		published = true
	}
	return published && len(before) == 0
}

// lines are the lines of a text in JSON, without what depends on their place.
func lines(text string) []string {
	all := strings.Split(text, "\n")
	for i, line := range all {
		all[i] = strings.TrimSuffix(strings.TrimSpace(line), ",")
	}
	return all
}

// publishing is the command with which CDK Pipelines publishes a file: path of the manifest, hash of the file, and its destination.
var publishing = regexp.MustCompile(`^cdk-assets --path "([^"]*)" --verbose publish "[0-9a-f]{64}:([0-9a-z-]+)"$`)

// publishes reports whether a command publishes a file of one of the environment's stacks, to that stack's account and region.
func (b brought) publishes(command string) bool {
	found := publishing.FindStringSubmatch(command)
	return found != nil && slices.ContainsFunc(b.Targets, func(t Target) bool {
		manifest := strings.TrimSuffix(t.Template, ".template.json") + ".assets.json"
		place := regexp.MustCompile(`^` + regexp.QuoteMeta(t.Account+"-"+t.Region) + `(-[0-9a-f]{8})?$`)
		return found[1] == manifest && place.MatchString(found[2])
	})
}

// broughtStatement is a permission that follows from the declaration of a new environment.
type broughtStatement struct {
	engine.Statement
	by string
}

// broughtOf finds the parts of an additional permission that follow from the declaration of a new environment. The same role may then do
// the same to the same part of an environment that is there before.
func (e *Environment) broughtOf(statement engine.Statement, before []engine.Statement) (all []broughtStatement) {
	if statement.Undecided != "" || negative(statement) || statement.Effect != "Allow" {
		return nil
	}
	for _, b := range e.brought {
		var known []engine.Statement
		for _, resource := range orOne(statement.Resources) {
			for _, principal := range orOne(statement.Principals) {
				one := of(statement, resource, principal)
				if _, broadens := beyond(one, before); !broadens {
					continue
				}
				like := of(statement, b.like(resource), iam.Principal{Kind: principal.Kind, Name: b.like(principal.Name)})
				if known == nil {
					known = b.knownOf(before)
				}
				_, broadens := beyond(like, known)
				if isOfNew := !slices.Equal(like.Resources, one.Resources) || !slices.Equal(like.Principals, one.Principals); isOfNew && !broadens {
					all = append(all, broughtStatement{one, b.Name})
				}
			}
		}
	}
	return all
}

// of is the part of a statement for one resource and one principal, either of which may be empty.
func of(s engine.Statement, resource string, principal iam.Principal) engine.Statement {
	s.Resources, s.Principals = with(nil, resource), with(nil, principal)
	return s
}

// knownOf are the permissions that are there before, with the kinds of the bootstrap's roles. They follow once more with the kinds of all
// that belongs to one environment. A new one also uses what the earlier ones use, such as the artifact store of a region.
func (b brought) knownOf(before []engine.Statement) []engine.Statement {
	roles := func(text string) string {
		for _, d := range b.before {
			for _, t := range d.Targets {
				if kind := t.roleOf(text); kind != text {
					return kind
				}
			}
		}
		return text
	}
	models := func(text string) string { return likeOwn(roles(text), b.models) }
	return slices.Concat(rewritten(before, roles), rewritten(before, models))
}

func rewritten(all []engine.Statement, rewrite func(text string) string) []engine.Statement {
	now := slices.Clone(all)
	for i := range now {
		now[i].Resources, now[i].Principals = slices.Clone(now[i].Resources), slices.Clone(now[i].Principals)
		for j, resource := range now[i].Resources {
			now[i].Resources[j] = rewrite(resource)
		}
		for j, principal := range now[i].Principals {
			now[i].Principals[j].Name = rewrite(principal.Name)
		}
	}
	return now
}
