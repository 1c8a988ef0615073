// Package exposure finds access that a deployment makes broader, and protection that it makes weaker, even if no data is lost.
//
// It takes the stacks of one environment before and after the deployment, each with the answer of CDK's diff engine (package engine). The
// type Names gives construct paths, and follows constructs that were renamed or moved between the two revisions. For each stack, the
// package returns openings and weakenings. An opening is a permission, security group rule, web ACL rule or setting that allows more
// access. A weakening reduces or removes backups, encryption, logs, alarms or other protection.
//
// What it does not understand: a policy whose content is known only at deployment is reported as unreadable. Security group rules whose
// addresses or ports are unresolved are compared as text, so a changed one is reported. Package properties classifies every property of
// Kasha's templates; a change of a property or type that it does not know is returned as unjudged. A form of policy that no code here
// knows causes no finding.
package exposure

import (
	"strings"

	"kasha/internal/cloudformation"
	"kasha/internal/review/engine"
	"kasha/internal/review/properties"
	"kasha/internal/review/values"
)

// Stack is one stack of an environment, before and after the deployment.
type Stack struct {
	Name      string          // after the deployment; before it, where the stack is removed
	Region    string          // likewise
	Account   string          // after the deployment
	Old, New  engine.Template // by logical id; nil where the stack does not exist
	Diff      engine.Diff     // between the two templates as they are written
	Resources []Resource      // those that differ, are new, are removed or have moved, in the order of their logical ids

	WasProtected, IsProtected bool // termination protection
}

// Resource is one resource that differs.
type Resource struct {
	LogicalID, Construct string
	Old                  map[string]any // nil: new. A resource that was moved here is described as it was at its old place.
	New                  map[string]any // nil: removed
	Moved                bool           // removed here, because it has another logical id or stack now
}

// Names knows the two revisions' names.
type Names interface {
	// Construct is the construct path of a resource; its logical id where it has no path.
	Construct(stack, logicalID string) string
	// Readable is a value whose references show construct paths; references to other stacks than this one show the stack too.
	Readable(stack string, value any) any
	// Current is a value of the old revision whose references have the names of the new one. Without it, everything that
	// refers to a renamed construct would count as changed.
	Current(value any) any
}

// Findings are what was found in one stack.
type Findings struct {
	Openings, Weakenings []Finding
	Notes                []Finding // less capacity, and other effects that are no weakening
	Unjudged             []Finding // changes of what no table has
}

// Finding is one thing that opens or weakens. Old and New are empty where there is nothing to compare.
type Finding struct {
	Construct string
	Type      string // resource type
	What      string
	Old, New  string
	Rank      int    // of openings: the lower, the worse
	Right     *Right // of something that is new; nil: of what is there today
	Deletes   bool   // data is deleted earlier than before, although no resource is lost
	Brings    string // of openings: the new environment from whose declaration it follows

	class properties.Class // of a finding from the tables
}

// Environment is an environment's stacks. A permission or rule that moves from one of them to another is not new.
type Environment struct {
	names      Names
	stacks     []Stack
	properties properties.Table
	settings   []setting
	statements statements
	rules      rules
	added      map[string]bool // new resources, by values.Name
	older      map[string]bool // constructs that are there before, as stack:path
	renamed    renaming
	tagLimits  map[string][]string // values of tags by which statements of the new revision are limited, by key
	grows      bool                // the capacity of something changes, and thresholds of alarms with it
	brought    []brought
	accounts   map[string]bool     // in which the application has stacks
	unapproved map[string][]string // new environments of production that a pipeline deploys without its approvals, by values.Name
	before     revision
	after      revision
}

// New reads what the environment's stacks allow before and after. The stacks include those that the deployment removes. The deployments
// matter for a pipeline among the stacks.
func New(names Names, stacks []Stack, deployments Deployments) (*Environment, error) {
	table, err := properties.All()
	if err != nil {
		return nil, err
	}
	e := &Environment{
		names: names, stacks: stacks, properties: table, settings: settings(), renamed: renamed(stacks), grows: grows(names, table, stacks),
		added: map[string]bool{}, older: olderConstructs(names, stacks), unapproved: map[string][]string{},
	}
	e.before, e.after = revisions(names, stacks)
	e.accounts = accountsOf(stacks, deployments)
	e.tagLimits = tagLimits(e.after)
	for _, s := range stacks {
		for _, r := range s.Resources {
			if r.Old == nil {
				e.added[values.Name(s.Name, r.LogicalID)] = true
			}
		}
		e.statements.gained = append(e.statements.gained, s.Diff.Statements.Added...)
		e.statements.dropped = append(e.statements.dropped, e.current(s.Diff.Statements.Removed)...)
		e.statements.before = append(e.statements.before, e.current(s.Diff.AllStatements.Old)...)
		e.statements.after = append(e.statements.after, s.Diff.AllStatements.New...)
		e.rules.removedIngress = append(e.rules.removedIngress, e.currentRules(s.Diff.Ingress.Removed)...)
		e.rules.removedEgress = append(e.rules.removedEgress, e.currentRules(s.Diff.Egress.Removed)...)
	}
	for _, s := range stacks {
		for _, r := range s.Resources {
			all, unapproved := e.bringing(stacks, s, r, deployments)
			e.brought = append(e.brought, all...)
			e.unapproved[values.Name(s.Name, r.LogicalID)] = unapproved
		}
	}
	return e, nil
}

// Find finds what opens and what weakens in one stack of the environment.
func (e *Environment) Find(s Stack) Findings {
	var found Findings
	if s.WasProtected && !s.IsProtected {
		found.Weakenings = append(found.Weakenings, Finding{
			Type: "AWS::CloudFormation::Stack", What: "termination protection", Old: "true", New: "false",
		})
	}
	for _, r := range s.Resources {
		if r.New == nil {
			if onlyPublishes(r.Old) {
				continue
			}
			if !e.watchesWhatGoes(r) {
				found.Weakenings = append(found.Weakenings, removedProtection(r)...)
			}
			found.Unjudged = append(found.Unjudged, e.removedUnknown(r)...)
			continue
		}
		if r.Old != nil && values.Type(r.Old) != values.Type(r.New) {
			continue // the deployment fails, and the review says so
		}
		found.Openings = append(found.Openings, webACL(r)...)
		found.Openings = append(found.Openings, ipSet(s, r)...)
		found.Openings = append(found.Openings, e.gates(s, r)...)
		found.Openings = append(found.Openings, e.originsWithoutTLS(s, r)...)
		found.Openings = append(found.Openings, e.abroad(s, r)...)
		found.Openings = append(found.Openings, e.worse(s, r, opens)...)
		found.Weakenings = append(found.Weakenings, e.worse(s, r, weakens)...)
		found.Weakenings = append(found.Weakenings, noLongerWaits(s, r)...)
		found.Weakenings = append(found.Weakenings, e.keptOut(s, r)...)
		found.addAll(e.alarm(s, r))
		found.addAll(e.pathHeaders(s, r))
		found.addAll(e.machine(s, r))
		found.addAll(e.limitingTags(s, r))
		found.addAll(e.natGateway(s, r))
		found.addAll(e.otherCode(s, r))
		for _, finding := range e.otherSources(s, r) {
			found.add(finding)
		}
		found.addAll(e.classified(s, r))
		found.addAll(e.addition(s, r))
		found.Openings = append(found.Openings, e.newEnvironments(s, r)...)
	}
	found.Openings = append(found.Openings, e.permissions(s)...)
	found.Openings = append(found.Openings, e.unreadPolicies(s)...)
	found.Openings = append(found.Openings, e.securityGroups(s)...)
	return found
}

// then is a value of the old revision as it would be with the names of the new one. A queue that is renamed is replaced, and the review
// says so; what names it then follows it.
func (e *Environment) then(value any) any {
	return cloudformation.RewriteTexts(e.names.Current(value), e.renamed.replace)
}

// renamed finds the physical names that change with a resource that keeps its logical id.
func renamed(stacks []Stack) renaming {
	names := renaming{}
	for _, s := range stacks {
		for _, r := range s.Resources {
			for _, name := range physicalNames(values.Type(r.New)) {
				old, new := values.String(values.Properties(r.Old)[name]), values.String(values.Properties(r.New)[name])
				if old != "" && new != "" && old != new {
					names[old] = new
				}
			}
		}
	}
	return names
}

// physicalNames are the properties that may name a resource of a type.
func physicalNames(kind string) []string {
	return []string{"Name", kind[strings.LastIndex(kind, ":")+1:] + "Name", "AlarmName", "DBInstanceIdentifier"}
}

func (f *Findings) addAll(other Findings) {
	f.Openings = append(f.Openings, other.Openings...)
	f.Weakenings = append(f.Weakenings, other.Weakenings...)
	f.Notes = append(f.Notes, other.Notes...)
	f.Unjudged = append(f.Unjudged, other.Unjudged...)
}

// text is a reference, or a text with references, as a person reads it.
func (e *Environment) text(s Stack, reference string) string {
	return values.Text(e.names.Readable(s.Name, reference))
}
