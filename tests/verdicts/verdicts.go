// Package verdicts has a table of edits of Kasha's templates, and what the review must say of each. People wrote the verdicts before they
// ran the review, from AWS's documentation. Package edits has other edits.
//
// An edit changes one resource, or a stack's settings. Apply makes it in a copy of a synthesized assembly, as a changed construct would.
// Apply also updates the entries kasha:reads in reading stacks, as the synthesis does. This is a thousand times faster than a build of
// the CDK app for each edit, so make test tries every edit. Package edits makes real edits of code and configuration.
//
// An edit whose resource, property or text does not exist is an error.
package verdicts

import (
	"embed"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"kasha/internal/assembly"
)

// Edit is one change that someone might propose, and the verdict.
type Edit struct {
	Name  string
	Class string // of the change: loss, opening, weakening, availability, capacity, fails, delivery or harmless
	Shape string // of testdata/shapes.json; pipeline stands for the pipeline's own stacks

	In      string                       // part of the environment: data. Empty stands for all stacks
	At      string                       // construct path without Resource: Database/Primary
	Set     map[string]any               // by path: BackupPlan.BackupPlanRule[0].Lifecycle; null removes what is there
	Append  map[string]any               // an element for the list at a path
	Reverse []string                     // lists that get the opposite order
	Replace map[string]string            // texts in the resource, as its JSON has them
	Other   map[string]any               // attributes beside the properties, such as DeletionPolicy
	Add     map[string]assembly.Resource // new resources of the stack, by logical id
	Rename  string                       // another logical id and path, as after a move of the construct
	Remove  bool                         // the resource, or without At the stack
	Without []string                     // removes every resource and output with one of these in its path or name
	Undone  bool                         // the edit is the base, and what was there before is the change
	Tag     map[string]string            // of every resource with a list of tags, and of the stacks
	Stack   map[string]any               // settings of the stack: TerminationProtection, Account, Region
	Outputs map[string]map[string]any    // new outputs of the stack

	Template map[string]any // sections of the template, such as Description; of an object, what is in it is added

	Headline string
	Finds    []string // "loss: Database/Primary: replaced". Every finding contains one of them, and each occurs
}

//go:embed tables/*.json
var files embed.FS

// Read reads all tables.
func Read() ([]Edit, error) {
	entries, err := files.ReadDir("tables")
	if err != nil {
		return nil, err
	}
	var all []Edit
	for _, entry := range entries {
		text, err := files.ReadFile("tables/" + entry.Name())
		if err != nil {
			return nil, err
		}
		var edits []Edit
		decoder := json.NewDecoder(strings.NewReader(string(text)))
		decoder.DisallowUnknownFields()
		if err := decoder.Decode(&edits); err != nil {
			return nil, fmt.Errorf("%s: %w", entry.Name(), err)
		}
		class, _, _ := strings.Cut(strings.TrimSuffix(entry.Name(), ".json"), "-") // opening-edge.json is more of opening.json
		for i := range edits {
			if edits[i].Class = class; edits[i].Shape == "" {
				edits[i].Shape = "prod-domain"
			}
		}
		all = append(all, edits...)
	}
	return all, nil
}

// Unsaid compares what the review says, as "section: finding", with the verdict. Notes are effects without
// harm: only those of harmless edits must be in the verdict.
func (e Edit) Unsaid(headline string, said []string) []string {
	var problems []string
	if headline != e.Headline {
		problems = append(problems, fmt.Sprintf("headline %q, want %q", headline, e.Headline))
	}
	for _, want := range e.Finds {
		if !slices.ContainsFunc(said, func(line string) bool { return contains(line, want) }) {
			problems = append(problems, "missed: "+want)
		}
	}
	for _, line := range said {
		if e.Class != "harmless" && strings.HasPrefix(line, "note: ") {
			continue
		}
		if !slices.ContainsFunc(e.Finds, func(want string) bool { return contains(line, want) }) {
			problems = append(problems, "false alarm: "+line)
		}
	}
	return problems
}

// contains compares a section exactly and a finding in part.
func contains(line, want string) bool {
	section, finding, _ := strings.Cut(line, ": ")
	wantedSection, wanted, _ := strings.Cut(want, ": ")
	return section == wantedSection && strings.Contains(finding, wanted)
}
