package edge

import (
	_ "embed"
	"strings"

	"github.com/aws/aws-cdk-go/awscdk/v2/awscloudfront"
	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"

	"kasha/lib/config"
	"kasha/lib/names"
)

// The steps of functions, with TARGET, SHOWN, INDEX and HEADER in place of a name, a list of names, a path and a header. Configuration
// lets no quote into any of them.
var (
	//go:embed access.js
	accessStep string
	//go:embed redirect.js
	redirectStep string
	//go:embed index.js
	indexStep string
)

// step is a function in JavaScript that gets a request. It returns what CloudFront goes on with, or null to leave it to the next step.
type step struct{ name, code string }

func redirectTo(target string, shown []string) step {
	code := strings.ReplaceAll(redirectStep, "SHOWN", "['"+strings.Join(shown, "', '")+"']")
	return step{name: "redirect", code: strings.ReplaceAll(code, "TARGET", target)}
}

func indexAt(page string) step {
	return step{name: "index", code: strings.ReplaceAll(indexStep, "INDEX", page)}
}

func askPassword() step {
	return step{name: "access", code: strings.ReplaceAll(accessStep, "HEADER", strings.ToLower(AccessHeader))}
}

// functions are those that run in front of the cache. A behavior has one function for each event, so one function has all steps of a path.
type functions struct {
	scope       constructs.Construct
	environment names.Environment
	edge        config.Edge
	store       awscloudfront.IKeyValueStore // of the password's hash; nil without one
}

// newFunctions builds the store for a password, which is empty until kasha password fills it: nobody can see the site.
func newFunctions(scope constructs.Construct, environment names.Environment, edge config.Edge) functions {
	f := functions{scope: scope, environment: environment, edge: edge}
	if edge.Access.Password {
		f.store = awscloudfront.NewKeyValueStore(scope, jsii.String("AccessStore"), &awscloudfront.KeyValueStoreProps{
			KeyValueStoreName: jsii.String(environment.AccessStore()),
			Comment:           jsii.String(names.Description("hashes of who may see the site")),
		})
	}
	return f
}

// ofSite builds the function of every path, and returns where it runs; nil where requests need none. The password comes first: who lacks
// it learns nothing, not even where a name leads.
func (f functions) ofSite() *[]*awscloudfront.FunctionAssociation {
	target, shown := f.edge.Redirection()
	switch {
	case f.store != nil && target != "":
		return f.build("Access", f.environment.AccessFunction(), "asks for the password, and redirects to "+target,
			askPassword(), redirectTo(target, shown))
	case f.store != nil:
		return f.build("Access", f.environment.AccessFunction(), "asks for the password", askPassword())
	case target != "":
		return f.build("Redirect", f.environment.RedirectFunction(), "redirects to "+target, redirectTo(target, shown))
	}
	return nil
}

// ofIndex builds the function of the static paths of a single-page application. It runs there only, so that answers of the load balancer
// stay as they are.
func (f functions) ofIndex() *[]*awscloudfront.FunctionAssociation {
	var steps []step
	if f.store != nil {
		steps = append(steps, askPassword())
	}
	if target, shown := f.edge.Redirection(); target != "" {
		steps = append(steps, redirectTo(target, shown))
	}
	steps = append(steps, indexAt(f.edge.Static.Index))
	return f.build("Index", f.environment.IndexFunction(), "page of the application for addresses that are no files", steps...)
}

// build builds a function that CloudFront runs before each request. The first step that returns something decides. A million
// requests cost $0.10 beyond the first two million of a month, and a million that read the store $0.03 more.
func (f functions) build(id, name, does string, steps ...step) *[]*awscloudfront.FunctionAssociation {
	var code, calls []string
	for _, each := range steps {
		code, calls = append(code, each.code), append(calls, each.name+"(event.request)")
	}
	handler := "function handler(event) {\n  return " + strings.Join(append(calls, "event.request"), " || ") + ";\n}\n"
	if f.store != nil {
		handler = "async function handler(event) {\n  const refusal = await " + calls[0] + ";\n" +
			"  return " + strings.Join(append(append([]string{"refusal"}, calls[1:]...), "event.request"), " || ") + ";\n}\n"
	}
	function := awscloudfront.NewFunction(f.scope, jsii.String(id), &awscloudfront.FunctionProps{
		FunctionName:  jsii.String(name),
		Comment:       jsii.String(names.Description(does)),
		Code:          awscloudfront.FunctionCode_FromInline(jsii.String(strings.Join(append(code, handler), ""))),
		Runtime:       awscloudfront.FunctionRuntime_JS_2_0(),
		KeyValueStore: f.store,
	})
	return &[]*awscloudfront.FunctionAssociation{{Function: function, EventType: awscloudfront.FunctionEventType_VIEWER_REQUEST}}
}
