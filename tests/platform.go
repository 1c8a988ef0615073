package tests

import (
	"slices"
	"strings"
	"sync"
	"testing"

	"kasha/internal/assembly"
	"kasha/internal/cloudformation"
	"kasha/lib/config"
)

// platform is one synthesized environment: what was configured, and what its templates say. Every reference is resolved to the
// resource that it names. Ask it for resources: p.some by type, p.one for the only one, p.at by construct path, p.follow by reference.
type platform struct {
	t      *testing.T
	env    config.Environment
	stacks []assembly.Stack
	model  cloudformation.Environment
}

// resource is one resource: its resolved properties, and as the template writes it (deletion policy, dependencies).
type resource struct {
	cloudformation.Resource
	written assembly.Resource
}

// properties are an object within a resource's properties.
type properties = cloudformation.Properties

// platformOf is the environment of a shape: platformOf(t, "prod"). The shapes stand in fixed_configurations.go.
func platformOf(t *testing.T, shape string) platform {
	t.Helper()
	return readPlatform(t, shapesFile, shapeEnvironments()[shape], shapesAssembly(t))
}

// pipelinePlatform is an environment that the pipeline deploys: dev, staging or prod.
func pipelinePlatform(t *testing.T, environment string) platform {
	t.Helper()
	return readPlatform(t, pipelineFile, environment, pipelineAssembly(t))
}

// eachShape runs a check on every shape, as a subtest of its name.
func eachShape(t *testing.T, check func(p platform)) {
	t.Helper()
	for _, shape := range shapes() {
		t.Run(shape, func(t *testing.T) { check(platformOf(t, shape)) })
	}
}

// platforms caches what readPlatform has resolved, by file and environment. The templates do not change during a run.
var platforms sync.Map

func readPlatform(t *testing.T, file, environment string, whole assembly.Assembly) platform {
	t.Helper()
	key := file + " " + environment
	if known, ok := platforms.Load(key); ok {
		p := known.(platform)
		p.t = t
		return p
	}
	kasha, err := readConfiguration(file)
	if err != nil {
		t.Fatal(err)
	}
	i := slices.IndexFunc(kasha.Environments, func(env config.Environment) bool { return env.Name == environment })
	if i < 0 {
		t.Fatalf("%s has no environment %q", file, environment)
	}
	p := platform{t: t, env: kasha.Environments[i], stacks: whole.Stage(environment)}
	if p.model, err = cloudformation.Resolve(p.stacks); err != nil {
		t.Fatal(err)
	}
	platforms.Store(key, p)
	return p
}

// some lists the resources of the given types. If there is none, the test fails: a check of nothing always passes.
func (p platform) some(types ...string) []resource {
	p.t.Helper()
	found := p.all(types...)
	if len(found) == 0 {
		p.t.Fatalf("no %s in %s", strings.Join(types, " or "), p.env.Name)
	}
	return found
}

// all lists the resources of the given types, or of every type. There may be none.
func (p platform) all(types ...string) []resource {
	var found []resource
	for _, each := range p.model.Resources(types...) {
		found = append(found, p.resource(each))
	}
	return found
}

// one is the only resource of a type below a construct path such as data/Messaging. The empty path is the whole environment.
func (p platform) one(resourceType, path string) resource {
	p.t.Helper()
	found := p.some(resourceType)
	if path != "" {
		found = under(path, found)
	}
	if len(found) != 1 {
		p.t.Fatalf("%s: %d resources of type %s below %q, want one: %v", p.env.Name, len(found), resourceType, path, found)
	}
	return found[0]
}

// under keeps the resources below a construct path.
func under(path string, resources []resource) []resource {
	return slices.DeleteFunc(slices.Clone(resources), func(each resource) bool { return !strings.HasPrefix(each.Path, path+"/") })
}

// at is the resource of a construct path: data/Database/Primary/Resource.
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
			return resource{Resource: resolved, written: stack.Template.Resources[resolved.LogicalID]}
		}
	}
	return resource{Resource: resolved}
}

// stack is one of the environment's stacks: network, data, services, edge or archive.
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
