package randomized

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"kasha/internal/assembly"
	"kasha/internal/cloudformation"
)

// LiteralsWithoutOrder lists the resources that name another resource of their stack as text, and do not wait for it. CloudFormation knows
// an order from Ref, Fn::GetAtt and DependsOn alone. It may build what has the name first, last, or at the same time. The second result is
// how many resources name another one and wait for it.
//
// Left out are a resource's own names and texts for people. Also left out is a resource that the named one depends on: the other order
// would be a cycle.
func LiteralsWithoutOrder(stacks []assembly.Stack) (problems []string, ordered int, err error) {
	environment, err := cloudformation.Resolve(stacks)
	if err != nil {
		return nil, 0, err
	}
	for _, stack := range stacks {
		order := newOrder(stack, environment)
		for _, resource := range order.resources {
			found, waits := order.unordered(resource)
			problems = append(problems, found...)
			ordered += waits
		}
	}
	slices.Sort(problems)
	return slices.Compact(problems), ordered, nil
}

// order is what each resource of a stack waits for.
type order struct {
	stack     string
	resources []cloudformation.Resource
	waits     map[string][]string                  // logical ids, by logical id
	makers    map[string][]cloudformation.Resource // by physical name
}

func newOrder(stack assembly.Stack, environment cloudformation.Environment) order {
	o := order{stack: stack.Name, waits: map[string][]string{}, makers: map[string][]cloudformation.Resource{}}
	for _, resource := range environment.Resources() {
		if resource.Stack != stack.Name {
			continue
		}
		o.resources = append(o.resources, resource)
		written := cloudformation.Properties{"DependsOn": stack.Template.Resources[resource.LogicalID].DependsOn}
		waits := written.Texts("DependsOn")
		for _, reference := range cloudformation.References(map[string]any(resource.Properties)) {
			if reference.Stack == stack.Name {
				waits = append(waits, reference.LogicalID)
			}
		}
		o.waits[resource.LogicalID] = waits
		for _, property := range properties()[resource.Type] {
			for _, name := range values(resource.Properties, property.path) {
				if property.unique != nowhere && !strings.Contains(name, "${") {
					name = strings.TrimSuffix(name, ".") // of a DNS record
					o.makers[name] = append(o.makers[name], resource)
				}
			}
		}
	}
	return o
}

// unordered reports what a resource names without waiting for it, and counts what it names and waits for.
func (o order) unordered(resource cloudformation.Resource) (problems []string, ordered int) {
	own := map[string]bool{"AlarmDescription": true, "Description": true} // texts for people
	for _, property := range properties()[resource.Type] {
		own[property.path] = true
	}
	cloudformation.WalkDocuments(map[string]any(resource.Properties), func(at cloudformation.At, value any) bool {
		text, ok := value.(string)
		// A repository is not in the stack of the rule about its scans.
		if !ok || own[at.String()] || slices.Contains(at, "repository-name") {
			return ok || !own[at.String()]
		}
		for _, name := range slices.Sorted(maps.Keys(o.makers)) {
			makers := slices.DeleteFunc(slices.Clone(o.makers[name]), func(maker cloudformation.Resource) bool {
				return maker.LogicalID == resource.LogicalID || !mentions(text, name, maker.Type)
			})
			waited := func(maker cloudformation.Resource) bool {
				return o.waitsFor(resource.LogicalID, maker.LogicalID) || o.waitsFor(maker.LogicalID, resource.LogicalID)
			}
			switch {
			case len(makers) == 0:
			case slices.ContainsFunc(makers, waited): // of several with this name, one is meant
				ordered++
			default:
				problems = append(problems, fmt.Sprintf("%s/%s: %s names %q as text and does not wait for %s; "+
					"fix: a reference, or Node().AddDependency", o.stack, resource.Path, at, name, makers[0].Path))
			}
		}
		return true
	})
	return problems, ordered
}

// waitsFor reports whether one resource waits for another, directly or through others.
func (o order) waitsFor(id, other string) bool {
	seen := map[string]bool{}
	var search func(string) bool
	search = func(at string) bool {
		if at == other {
			return true
		}
		if seen[at] {
			return false
		}
		seen[at] = true
		return slices.ContainsFunc(o.waits[at], search)
	}
	return search(id)
}

// mentions reports whether a text contains a name as a whole. Within an ARN, or the address of an image, the name must be one of the ARN's
// service: two services have many names in common.
func mentions(text, name, makerType string) bool {
	for start := 0; ; {
		i := strings.Index(text[start:], name)
		if i < 0 {
			return false
		}
		from, to := start+i, start+i+len(name)
		start = from + 1
		if from > 0 && partOfName(text[from-1]) || to < len(text) && partOfName(text[to]) {
			continue
		}
		if service := serviceBefore(text[:from]); service == "" || service == serviceOf(makerType) {
			return true
		}
	}
}

func partOfName(c byte) bool {
	return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '-' || c == '_'
}

// serviceBefore is the service of the ARN or image address that a text ends within; empty for another text.
func serviceBefore(text string) string {
	at := strings.LastIndexAny(text, " \"'[,")
	word := text[at+1:]
	if parts := strings.SplitN(word, ":", 6); parts[0] == "arn" && len(parts) == 6 {
		return parts[2]
	}
	if strings.Contains(word, ".dkr.ecr.") {
		return "ecr"
	}
	return ""
}

// serviceOf is the service in the ARNs of a type: cloudwatch for AWS::CloudWatch::Alarm.
func serviceOf(resourceType string) string {
	parts := strings.Split(resourceType, "::")
	if len(parts) != 3 {
		return ""
	}
	switch service := strings.ToLower(parts[1]); service {
	case "stepfunctions":
		return "states"
	case "elasticloadbalancingv2":
		return "elasticloadbalancing"
	default:
		return service
	}
}
