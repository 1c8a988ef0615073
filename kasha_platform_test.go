package main

import (
	"fmt"
	"sort"
	"strings"
	"testing"

	"github.com/aws/aws-cdk-go/awscdk/v2/assertions"

	"kasha/internal/assembly"
	"kasha/internal/cloudformation"
	"kasha/lib/config"
)

// platform is one shape's environment as the invariants read it: what was configured, and what the templates say, with
// every reference resolved to the resource that it names.
type platform struct {
	t      *testing.T
	env    config.Environment
	stacks []assembly.Stack
	model  cloudformation.Environment
}

// resource is one resource: its resolved properties, and as the template writes it (deletion policy, order).
type resource struct {
	cloudformation.Resource
	written assembly.Resource
}

// properties are what a part of a resource says.
type properties = cloudformation.Properties

// platforms are the shapes as far as tests have asked for them, resolved once.
var platforms = map[string]platform{}

func platformOf(t *testing.T, shape string) platform {
	t.Helper()
	p, known := platforms[shape]
	if !known {
		kasha, err := readConfig(shapes)
		if err != nil {
			t.Fatal(err)
		}
		p.stacks = synthesized(t, shape).Stacks
		for _, env := range kasha.Environments {
			if env.Name == shapeNames()[shape] {
				p.env = env
			}
		}
		if p.model, err = cloudformation.Resolve(p.stacks); err != nil {
			t.Fatal(err)
		}
		platforms[shape] = p
	}
	p.t = t
	return p
}

// eachShape runs a check on every shape of environment.
func eachShape(t *testing.T, check func(p platform)) {
	t.Helper()
	var names []string
	for name := range shapeNames() {
		names = append(names, name)
	}
	sort.Strings(names)
	for _, name := range names {
		t.Run(name, func(t *testing.T) { check(platformOf(t, name)) })
	}
}

// some lists the resources of the given types. None at all is a failure: a rule about nothing always holds.
func (p platform) some(types ...string) []resource {
	p.t.Helper()
	var found []resource
	for _, each := range p.model.Resources(types...) {
		found = append(found, p.resource(each))
	}
	if len(found) == 0 {
		p.t.Fatalf("no %s in %s", strings.Join(types, " or "), p.env.Name)
	}
	return found
}

// under keeps the resources below a construct path such as data/Messaging.
func under(path string, resources []resource) []resource {
	var found []resource
	for _, each := range resources {
		if strings.HasPrefix(each.Path, path+"/") {
			found = append(found, each)
		}
	}
	return found
}

// at is the resource of a construct path.
func (p platform) at(path string) resource {
	p.t.Helper()
	for _, each := range p.model.Resources() {
		if each.Path == path {
			return p.resource(each)
		}
	}
	p.t.Fatalf("no resource at %s in %s", path, p.env.Name)
	return resource{}
}

// follow is the resource that a property refers to.
func (p platform) follow(reference string) resource {
	p.t.Helper()
	found, ok := p.model.Find(reference)
	if !ok {
		p.t.Fatalf("%q refers to no resource of %s", reference, p.env.Name)
	}
	return p.resource(found)
}

func (p platform) resource(resolved cloudformation.Resource) resource {
	for _, stack := range p.stacks {
		if stack.Name == resolved.Stack {
			return resource{resolved, stack.Template.Resources[resolved.LogicalID]}
		}
	}
	return resource{Resource: resolved}
}

// stack is one of the environment's stacks: network, data, services or edge.
func (p platform) stack(part string) assembly.Stack {
	p.t.Helper()
	for _, stack := range p.stacks {
		if stack.Name == "kasha-"+p.env.Name+"-"+part {
			return stack
		}
	}
	p.t.Fatalf("%s has no stack %s", p.env.Name, part)
	return assembly.Stack{}
}

// template is a stack's template for the CDK's own assertions.
func (p platform) template(part string) assertions.Template {
	p.t.Helper()
	text := readFile(p.t, p.stack(part).TemplateFile)
	return assertions.Template_FromString(&text, nil)
}

// holds runs an assertion of the CDK, which fails by panicking.
func (p platform) holds(what string, assertion func()) {
	p.t.Helper()
	defer func() {
		if failed := recover(); failed != nil {
			message, _, _ := strings.Cut(fmt.Sprint(failed), "\n    at ")
			p.t.Errorf("%s: %s", what, message)
		}
	}()
	assertion()
}

// equal compares a property with what it must say.
func (p platform) equal(r resource, property string, want any) {
	p.t.Helper()
	if got := r.Properties.Text(property); got != fmt.Sprint(want) {
		p.t.Errorf("%s: %s is %q, want %v", r, property, got, want)
	}
}

// leadsTo checks which resource a property refers to.
func (p platform) leadsTo(r resource, property, path string) {
	p.t.Helper()
	if got := p.follow(r.Properties.Text(property)).Path; got != path {
		p.t.Errorf("%s: %s is %s, want %s", r, property, got, path)
	}
}

// absent is for properties that a resource must not have.
func (p platform) absent(r resource, names ...string) {
	p.t.Helper()
	for _, name := range names {
		if value, ok := r.Properties[name]; ok {
			p.t.Errorf("%s: says %s: %v", r, name, value)
		}
	}
}

// pairs reads the lists of key and value in which CloudFormation keeps attributes.
func pairs(list []properties, key, value string) map[string]string {
	read := map[string]string{}
	for _, each := range list {
		read[each.Text(key)] = each.Text(value)
	}
	return read
}

func sorted(list []string) string {
	list = append([]string{}, list...)
	sort.Strings(list)
	return strings.Join(list, ", ")
}
