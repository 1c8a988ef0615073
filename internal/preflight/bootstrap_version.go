package preflight

import (
	"context"
	"fmt"
	"strconv"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ssm"

	"kasha/lib/config"
)

const (
	// BootstrapVersion is the oldest bootstrap stack that Kasha's templates accept: requiresBootstrapStackVersion in the
	// manifest of a synthesized assembly, and the rule CheckBootstrapVersion in each template.
	BootstrapVersion = 6
)

// bootstrap is what the check found out about one region. At most one of version, problem and note is set. If none is, the region
// has no bootstrap stack.
type bootstrap struct {
	region  string
	holds   string // what of the environment goes there; empty: most of it
	version int
	problem string
	note    string
}

// readBootstrap reads the version of the bootstrap stack in a region.
func readBootstrap(ctx context.Context, session aws.Config, toolkit Toolkit, target config.Target) bootstrap {
	region := target.Region
	ctx, cancel := context.WithTimeout(ctx, callTimeout)
	defer cancel()
	client := ssm.NewFromConfig(session, func(o *ssm.Options) { o.Region = region })
	answer, err := client.GetParameter(ctx, &ssm.GetParameterInput{Name: aws.String(toolkit.parameter())})
	found := bootstrap{region: region, holds: target.Holds}
	switch code := apiCode(err); {
	case err == nil:
		value := ""
		if answer.Parameter != nil {
			value = aws.ToString(answer.Parameter.Value)
		}
		if found.version, err = strconv.Atoi(value); err != nil {
			found.problem = fmt.Sprintf("The parameter %s in %s is %q, which is not a version of a bootstrap stack; fix: bootstrap again.",
				toolkit.parameter(), region, value)
		}
	case code == "ParameterNotFound":
	case isDenied(code):
		// AWS advises to let people assume the CDK's roles and nothing else. These roles can read the parameter, and the CDK does.
		found.note = fmt.Sprintf("These credentials may not read %s in %s, so this check does not know whether the CDK is bootstrapped "+
			"there. The CDK will check.", toolkit.parameter(), region)
	default:
		found.problem = unanswered(err, session, region, "Systems Manager", "whether the CDK is bootstrapped there")
	}
	return found
}

// obstacle says what is wrong with the region, and the command that corrects it. It is empty if the region is ready.
func (b bootstrap) obstacle(env, account string) string {
	why := ""
	if b.holds != "" {
		why = ", where " + b.holds + " goes"
	}
	fix := "fix: make bootstrap ENV=" + env
	switch {
	case b.problem != "":
		return b.problem
	case b.note != "" || b.version >= BootstrapVersion:
		return ""
	case b.version > 0:
		return fmt.Sprintf("The CDK's bootstrap stack of account %s in %s%s is version %d, and Kasha needs %d; %s",
			account, b.region, why, b.version, BootstrapVersion, fix)
	}
	return fmt.Sprintf("Account %s is not bootstrapped for the CDK in %s%s; %s", account, b.region, why, fix)
}
