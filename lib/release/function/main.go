// Command function is the Lambda function that CloudFormation calls for a release. It connects package provider to AWS, and runs on the
// runtime provided.al2023. It logs which request it answered or handed on, and nothing else: a request holds a signed URL.
package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/url"
	"os"
	"time"

	"github.com/aws/aws-lambda-go/lambda"
	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/aws/aws-sdk-go-v2/service/sfn"
	"github.com/aws/aws-sdk-go-v2/service/sfn/types"

	"kasha/lib/release/bundle"
	"kasha/lib/release/provider"
)

func main() {
	// Lambda puts the credentials of the function's role into the environment; see lib/rotation/function.
	role := credentials.NewStaticCredentialsProvider(
		os.Getenv("AWS_ACCESS_KEY_ID"), os.Getenv("AWS_SECRET_ACCESS_KEY"), os.Getenv("AWS_SESSION_TOKEN"))
	client := sfn.New(sfn.Options{Region: os.Getenv("AWS_REGION"), Credentials: role})
	f := function{
		log: slog.New(slog.NewJSONHandler(os.Stdout, nil)),
		provider: provider.Provider{
			TaskDefinition: os.Getenv(bundle.TaskDefinitionVariable),
			Start: func(ctx context.Context, name, input string) error {
				return start(ctx, client, os.Getenv(bundle.MachineVariable), name, input)
			},
			Put:   put,
			Sleep: time.Sleep,
		},
	}
	lambda.Start(f.handle)
}

type function struct {
	log      *slog.Logger
	provider provider.Provider
}

func (f function) handle(ctx context.Context, event provider.Event) error {
	log := f.log.With("request", event.RequestId, "type", event.RequestType)
	if event.Answer != nil {
		log = f.log.With("request", event.Answer.Request.RequestId, "answer", event.Answer.Status)
	}
	if err := f.provider.Handle(ctx, event); err != nil {
		log.Error("failed", "error", err.Error())
		return err
	}
	log.Info("done")
	return nil
}

// start starts the state machine. Lambda may deliver a request twice: an execution with its name has then taken it already.
func start(ctx context.Context, client *sfn.Client, machine, name, input string) error {
	_, err := client.StartExecution(ctx, &sfn.StartExecutionInput{StateMachineArn: &machine, Name: &name, Input: &input})
	if exists := (*types.ExecutionAlreadyExists)(nil); errors.As(err, &exists) {
		return nil
	}
	return err
}

// put delivers an answer to the URL that CloudFormation signed, without a content type, which would be part of the signature.
func put(ctx context.Context, to string, body []byte) error {
	ctx, cancel := context.WithTimeout(ctx, 30*time.Second)
	defer cancel()
	request, err := http.NewRequestWithContext(ctx, http.MethodPut, to, bytes.NewReader(body))
	if err != nil {
		return errors.New("the response URL is not a URL")
	}
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		var failed *url.Error // names the URL, whose signature belongs into no log
		if errors.As(err, &failed) {
			err = failed.Err
		}
		return fmt.Errorf("CloudFormation's response URL: %w", err)
	}
	defer response.Body.Close()
	io.Copy(io.Discard, response.Body)
	if response.StatusCode != http.StatusOK {
		return fmt.Errorf("CloudFormation's response URL answers %s", response.Status)
	}
	return nil
}
