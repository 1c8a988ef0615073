package preflight

import (
	"context"
	"net"
	"net/http"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	awshttp "github.com/aws/aws-sdk-go-v2/aws/transport/http"
	awsconfig "github.com/aws/aws-sdk-go-v2/config"
	"github.com/aws/aws-sdk-go-v2/credentials/ec2rolecreds"
	"github.com/aws/aws-sdk-go-v2/feature/ec2/imds"
	"github.com/aws/aws-sdk-go-v2/service/sts"

	"kasha/lib/config"
)

const (
	credentialsTimeout = time.Minute      // a credential process may ask its user for a touch or a code
	callTimeout        = 15 * time.Second // of one call with its retries
	dialTimeout        = 5 * time.Second
	metadataTimeout    = time.Second // the metadata service runs on the same host, or there is none
)

// Identify returns the account of the credentials, or a sentence that says why there are none that work.
func Identify(ctx context.Context) (account, problem string) {
	_, account, problem = identify(ctx)
	return account, problem
}

// CredentialsProblem returns a sentence if the AWS CLI failed because its credentials do not work, and otherwise nothing.
func CredentialsProblem(ctx context.Context) string {
	if _, _, problem := identify(ctx); problem != asksForCode {
		return problem
	}
	return ""
}

// identify finds credentials where the CDK CLI finds them, and asks AWS which account they belong to. A problem is returned as a
// sentence.
//
// It asks in us-east-1, which accepts all valid credentials. The endpoint of a region that the account has not enabled would call
// valid credentials invalid.
func identify(ctx context.Context) (session aws.Config, account, problem string) {
	client := awshttp.NewBuildableClient().WithDialerOptions(func(d *net.Dialer) { d.Timeout = dialTimeout })
	session, err := awsconfig.LoadDefaultConfig(ctx,
		awsconfig.WithRegion(config.EdgeRegion),
		awsconfig.WithHTTPClient(client),
		awsconfig.WithEC2RoleCredentialOptions(impatient),
	)
	if err != nil {
		return session, "", unusable(err, "")
	}
	signIn := signInCommand(session.Credentials)
	retrieving, cancel := context.WithTimeout(ctx, credentialsTimeout)
	defer cancel()
	if _, err := session.Credentials.Retrieve(retrieving); err != nil {
		return session, "", unusable(err, signIn)
	}
	calling, cancel := context.WithTimeout(ctx, callTimeout)
	defer cancel()
	who, err := sts.NewFromConfig(session).GetCallerIdentity(calling, &sts.GetCallerIdentityInput{})
	if err != nil {
		return session, "", unusable(err, signIn)
	}
	return session, aws.ToString(who.Account), ""
}

// impatient shortens the wait for the metadata service of an EC2 instance, the last source of credentials. On any other machine,
// nothing answers at its address. AWS_EC2_METADATA_DISABLED=true skips it.
func impatient(o *ec2rolecreds.Options) {
	o.Client = imds.New(imds.Options{Retryer: aws.NopRetryer{}, HTTPClient: &http.Client{Timeout: metadataTimeout}})
}

// signInCommand returns the command that renews credentials from signing in. It is empty for other credentials.
func signInCommand(provider aws.CredentialsProvider) string {
	origin, ok := provider.(aws.CredentialProviderSource)
	if !ok {
		return ""
	}
	for _, source := range origin.ProviderSources() {
		switch source {
		case aws.CredentialSourceSSO, aws.CredentialSourceSSOLegacy:
			return "aws sso login"
		case aws.CredentialSourceLogin:
			return "aws login"
		}
	}
	return ""
}
