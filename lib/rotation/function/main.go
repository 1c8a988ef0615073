// Command function is the Lambda function that rotates database passwords. It connects package password to AWS's Secrets Manager, and
// runs on the runtime provided.al2023. It logs which step it ran and how the step ended, and nothing else.
package main

import (
	"context"
	"log/slog"
	"os"

	"github.com/aws/aws-lambda-go/lambda"
	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/aws/aws-sdk-go-v2/service/secretsmanager"

	"kasha/lib/rotation/bundle"
	"kasha/lib/rotation/password"
	"kasha/lib/rotation/roots"
)

func main() {
	region := os.Getenv("AWS_REGION")
	// Lambda puts the credentials of the function's role into the environment. The SDK's own configuration would read the same
	// three variables, and link four more clients for places where they are not.
	role := credentials.NewStaticCredentialsProvider(
		os.Getenv("AWS_ACCESS_KEY_ID"), os.Getenv("AWS_SECRET_ACCESS_KEY"), os.Getenv("AWS_SESSION_TOKEN"))
	f := function{
		strategy: bundle.Strategy(os.Getenv(bundle.StrategyVariable)),
		log:      slog.New(slog.NewJSONHandler(os.Stdout, nil)),
		region:   region,
		secrets: secrets{
			client:  secretsmanager.New(secretsmanager.Options{Region: region, Credentials: role}),
			exclude: os.Getenv(bundle.ExcludeVariable),
		},
	}
	lambda.Start(f.handle)
}

type function struct {
	strategy bundle.Strategy
	log      *slog.Logger
	region   string
	secrets  secrets
}

func (f function) handle(ctx context.Context, request password.Request) error {
	log := f.log.With("step", request.Step, "secret", request.SecretID, "version", request.Token)
	roots, err := password.Roots(ctx, f.region, roots.TrustStore)
	if err == nil {
		err = password.Rotator{Strategy: f.strategy, Secrets: f.secrets, Servers: password.MySQL{Roots: roots}}.Rotate(ctx, request)
	}
	if err != nil {
		log.Error("the step failed", "error", err.Error())
		return err
	}
	log.Info("the step is done")
	return nil
}
