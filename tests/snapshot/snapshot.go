// Package snapshot writes an environment's templates as text that a reviewer can read. Each resource is a block under its construct
// path, with every reference resolved to a path.
//
// The text leaves out what no reviewer reads and other tests check. This is the four common tags, construct metadata, outputs that only
// pass values from stack to stack, and the bootstrap check. Hashes of assets are masked, because they change with the CDK's version and
// not with the platform.
package snapshot

import (
	"fmt"
	"maps"
	"regexp"
	"sort"
	"strings"

	"kasha/internal/assembly"
	"kasha/internal/cloudformation"
)

// Environment is the text of one environment.
type Environment struct {
	Name   string
	Stacks []Stack

	account, region string
}

// Stack is the text of one stack.
type Stack struct {
	Name   string // kasha-prod-data
	Part   string // data
	Head   string
	Blocks []Block
}

// Block is one resource or the outputs of a stack.
type Block struct {
	Title string // construct path and type
	Note  string // logical id
	Lines []string
}

// Render writes the stacks of one environment, in the order of deployment.
func Render(stacks []assembly.Stack) (Environment, error) {
	model, err := cloudformation.Resolve(stacks)
	if err != nil {
		return Environment{}, err
	}
	environment := Environment{}
	for _, stack := range stacks {
		environment.Name = stack.Stage
		if environment.region == "" {
			environment.account, environment.region = stack.Account, stack.Region
		}
		paths := newPaths(stack, model)
		rendered := Stack{Name: stack.Name, Part: strings.TrimPrefix(stack.Name, "kasha-"+stack.Stage+"-"), Head: head(stack)}
		for _, resource := range model.Resources() {
			if resource.Stack == stack.Name {
				rendered.Blocks = append(rendered.Blocks, paths.block(resource, stack.Template.Resources[resource.LogicalID]))
			}
		}
		sort.Slice(rendered.Blocks, func(i, j int) bool { return rendered.Blocks[i].Title < rendered.Blocks[j].Title })
		rendered.Blocks = append(rendered.Blocks, paths.outputs(stack.Template.Outputs))
		environment.Stacks = append(environment.Stacks, rendered)
	}
	return environment, nil
}

// String is a stack's whole text.
func (s Stack) String() string {
	var b strings.Builder
	b.WriteString(s.Head + "\n")
	for _, block := range s.Blocks {
		b.WriteString("\n" + strings.TrimRight(block.Title+"  "+block.Note, " ") + "\n")
		for _, line := range block.Lines {
			b.WriteString("    " + line + "\n")
		}
	}
	return b.String()
}

func head(stack assembly.Stack) string {
	head := stack.Name + " in " + stack.Region + ", account " + stack.Account
	if len(stack.DependsOn) > 0 {
		head += ", after " + strings.Join(stack.DependsOn, ", ")
	}
	if stack.TerminationProtection {
		head += ", termination protection"
	}
	return head
}

// paths turns references into construct paths.
type paths struct {
	stack string
	model cloudformation.Environment
	hash  *regexp.Regexp
	refer *regexp.Regexp
}

func newPaths(stack assembly.Stack, model cloudformation.Environment) paths {
	return paths{
		stack: stack.Name, model: model,
		hash: regexp.MustCompile(`[0-9a-f]{64}`), refer: regexp.MustCompile(`\$\{[^{}:()]+\}`),
	}
}

func (p paths) block(resolved cloudformation.Resource, written assembly.Resource) Block {
	block := Block{Title: p.name(resolved) + "  " + resolved.Type, Note: resolved.LogicalID}
	if written.DeletionPolicy != "" || written.UpdateReplacePolicy != "" {
		block.Lines = append(block.Lines, "(deleted: "+written.DeletionPolicy+", replaced: "+written.UpdateReplacePolicy+")")
	}
	if after := p.dependencies(written.DependsOn); len(after) > 0 {
		block.Lines = append(block.Lines, "(after: "+strings.Join(after, ", ")+")")
	}
	properties := maps.Clone(map[string]any(resolved.Properties))
	if properties == nil {
		properties = map[string]any{}
	}
	if tags, ok := properties["Tags"].([]any); ok {
		if properties["Tags"] = ownTags(tags); len(properties["Tags"].([]any)) == 0 {
			delete(properties, "Tags")
		}
	}
	block.Lines = append(block.Lines, p.object(properties)...)
	return block
}

func (p paths) dependencies(dependsOn any) []string {
	all, ok := dependsOn.([]any)
	if !ok && dependsOn != nil {
		all = []any{dependsOn}
	}
	var names []string
	for _, id := range all {
		names = append(names, p.text(cloudformation.Reference{Stack: p.stack, LogicalID: fmt.Sprint(id)}.String()))
	}
	sort.Strings(names)
	return names
}

// ownTags leaves out the four tags that every resource has.
func ownTags(tags []any) []any {
	kept := []any{}
	for _, each := range tags {
		tag, _ := each.(map[string]any)
		switch tag["Key"] {
		case "application", "environment", "tier", "component":
		default:
			kept = append(kept, each)
		}
	}
	return kept
}

// name is a resource's construct path without the parts that every construct has.
func (p paths) name(resource cloudformation.Resource) string {
	_, path, _ := strings.Cut(resource.Path, "/")
	path = strings.TrimSuffix(strings.TrimSuffix(path, "/Resource"), "/Default")
	if path == "" {
		return resource.LogicalID
	}
	return path
}

// text shows a reference as ${path.Attribute}, with the stack's part before a colon where it is another stack's.
func (p paths) text(value string) string {
	value = p.hash.ReplaceAllString(value, "<asset>")
	return p.refer.ReplaceAllStringFunc(value, func(written string) string {
		reference, ok := cloudformation.ParseReference(written)
		resource, found := p.model.Find(written)
		if !ok || !found {
			return written
		}
		name := p.name(resource)
		if resource.Stack != p.stack {
			part, _, _ := strings.Cut(resource.Path, "/")
			name = part + ":" + name
		}
		if reference.Attribute != "" {
			name += "." + reference.Attribute
		}
		return "${" + name + "}"
	})
}
