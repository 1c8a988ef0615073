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

// The steps of functions, with TARGET, SHOWN and INDEX in place of a name, a list of names and a path. Configuration lets no quote into
// any of them.
var (
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

// newRedirect builds the function that redirects the site's other names to one, and returns where it runs; nil without a target. It
// runs in front of the cache, on every path.
func newRedirect(scope constructs.Construct, environment names.Environment, edge config.Edge) *[]*awscloudfront.FunctionAssociation {
	target, shown := edge.Redirection()
	if target == "" {
		return nil
	}
	return newFunction(scope, "Redirect", environment.RedirectFunction(), "redirects to "+target, redirectTo(target, shown))
}

// newIndex builds the function of the static paths of a single-page application. A behavior has one function for each event, so it
// redirects as well. It runs on the static paths only, so that answers of the load balancer stay as they are.
func newIndex(scope constructs.Construct, environment names.Environment, edge config.Edge) *[]*awscloudfront.FunctionAssociation {
	var steps []step
	if target, shown := edge.Redirection(); target != "" {
		steps = append(steps, redirectTo(target, shown))
	}
	steps = append(steps, indexAt(edge.Static.Index))
	return newFunction(scope, "Index", environment.IndexFunction(), "page of the application for addresses that are no files", steps...)
}

// newFunction builds a function that CloudFront runs before each request. The first step that returns something decides. A million
// requests cost $0.10 beyond the first two million of a month.
func newFunction(scope constructs.Construct, id, name, does string, steps ...step) *[]*awscloudfront.FunctionAssociation {
	var code, calls []string
	for _, each := range steps {
		code, calls = append(code, each.code), append(calls, each.name+"(event.request)")
	}
	handler := "function handler(event) {\n  return " + strings.Join(append(calls, "event.request"), " || ") + ";\n}\n"
	function := awscloudfront.NewFunction(scope, jsii.String(id), &awscloudfront.FunctionProps{
		FunctionName: jsii.String(name),
		Comment:      jsii.String(names.Description(does)),
		Code:         awscloudfront.FunctionCode_FromInline(jsii.String(strings.Join(append(code, handler), ""))),
		Runtime:      awscloudfront.FunctionRuntime_JS_2_0(),
	})
	return &[]*awscloudfront.FunctionAssociation{{Function: function, EventType: awscloudfront.FunctionEventType_VIEWER_REQUEST}}
}
