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

	// BootstrapParameter is where a bootstrap stack writes its version, under the CDK's default qualifier.
	BootstrapParameter = "/cdk-bootstrap/hnb659fds/version"
)

// bootstrap is what was found out about one region. At most one of version, problem and note is set; none: there is no
// bootstrap stack.
type bootstrap struct {
	region  string
	holds   string // what goes there; empty: most of the environment
	version int
	problem string
	note    string
}

// lookUp reads the version of the bootstrap stack in a region.
func lookUp(ctx context.Context, session aws.Config, target config.Target) bootstrap {
	region := target.Region
	ctx, cancel := context.WithTimeout(ctx, callTimeout)
	defer cancel()
	client := ssm.NewFromConfig(session, func(o *ssm.Options) { o.Region = region })
	answer, err := client.GetParameter(ctx, &ssm.GetParameterInput{Name: aws.String(BootstrapParameter)})
	found := bootstrap{region: region, holds: target.Holds}
	switch code := apiCode(err); {
	case err == nil:
		value := ""
		if answer.Parameter != nil {
			value = aws.ToString(answer.Parameter.Value)
		}
		if found.version, err = strconv.Atoi(value); err != nil {
			found.problem = fmt.Sprintf("The parameter %s in %s says %q, which is no version of a bootstrap stack: bootstrap again.", BootstrapParameter, region, value)
		}
	case code == "ParameterNotFound":
	case isDenied(code):
		// AWS advises to let people assume the CDK's roles and nothing else; these roles can read the parameter, and will.
		found.note = fmt.Sprintf("These credentials may not read %s in %s, so nobody has looked whether the CDK is bootstrapped there; the CDK will.", BootstrapParameter, region)
	case isUnknown(code):
		found.problem = fmt.Sprintf("%s does not accept these credentials, which %s does: the account has not enabled that region; enable it in the account's settings, or choose another one in cdk.json.", region, config.EdgeRegion)
	case isExpired(code):
		found.problem = unusable(err, signInCommand(session.Credentials))
	case isUnreachable(err):
		found.problem = fmt.Sprintf("AWS Systems Manager in %s cannot be reached from here: check the network and the proxy (%s).", region, cause(err))
	default:
		found.problem = fmt.Sprintf("AWS Systems Manager in %s does not say whether the CDK is bootstrapped there: %s.", region, cause(err))
	}
	return found
}

// obstacle is what has to be done about a region, with the command; empty if nothing has to.
func (b bootstrap) obstacle(kasha config.Kasha, env config.Environment, account string) string {
	why := ""
	if b.holds != "" {
		why = ", where " + b.holds + " goes"
	}
	run := fmt.Sprintf("run: make bootstrap ENV=%s (for this region alone: %s)", env.Name, bootstrapCommand(deployers(kasha, account), account, b.region))
	switch {
	case b.problem != "":
		return b.problem
	case b.note != "" || b.version >= BootstrapVersion:
		return ""
	case b.version > 0:
		return fmt.Sprintf("The CDK's bootstrap stack of account %s in %s%s is version %d, and Kasha needs %d; %s", account, b.region, why, b.version, BootstrapVersion, run)
	}
	return fmt.Sprintf("Account %s is not bootstrapped for the CDK in %s%s; %s", account, b.region, why, run)
}
