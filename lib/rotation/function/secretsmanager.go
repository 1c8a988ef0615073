package main

import (
	"context"
	"errors"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/secretsmanager"
	"github.com/aws/aws-sdk-go-v2/service/secretsmanager/types"

	"kasha/lib/rotation/password"
)

// passwordLength is the length of a new password, in characters. RDS for MySQL allows 41 for the master user.
const passwordLength = 32

// secrets is Secrets Manager.
type secrets struct {
	client  *secretsmanager.Client
	exclude string // characters that no password may hold
}

func (s secrets) Versions(ctx context.Context, secret string) (map[string][]string, bool, error) {
	answer, err := s.client.DescribeSecret(ctx, &secretsmanager.DescribeSecretInput{SecretId: &secret})
	if err != nil {
		return nil, false, err
	}
	return answer.VersionIdsToStages, aws.ToBool(answer.RotationEnabled), nil
}

func (s secrets) Value(ctx context.Context, secret, stage, version string) (string, error) {
	input := &secretsmanager.GetSecretValueInput{SecretId: &secret, VersionStage: &stage}
	if version != "" {
		input.VersionId = &version
	}
	answer, err := s.client.GetSecretValue(ctx, input)
	if missing := (*types.ResourceNotFoundException)(nil); errors.As(err, &missing) {
		return "", password.ErrNoVersion
	}
	if err != nil {
		return "", err
	}
	return aws.ToString(answer.SecretString), nil
}

func (s secrets) Put(ctx context.Context, request password.Request, text string) error {
	input := &secretsmanager.PutSecretValueInput{
		SecretId: &request.SecretID, ClientRequestToken: &request.Token,
		SecretString: &text, VersionStages: []string{"AWSPENDING"},
	}
	if request.RotationToken != "" {
		input.RotationToken = &request.RotationToken
	}
	_, err := s.client.PutSecretValue(ctx, input)
	return err
}

func (s secrets) Promote(ctx context.Context, secret, from, to string) error {
	input := &secretsmanager.UpdateSecretVersionStageInput{
		SecretId: &secret, VersionStage: aws.String("AWSCURRENT"), MoveToVersionId: &to,
	}
	if from != "" {
		input.RemoveFromVersionId = &from
	}
	_, err := s.client.UpdateSecretVersionStage(ctx, input)
	return err
}

func (s secrets) NewPassword(ctx context.Context) (string, error) {
	answer, err := s.client.GetRandomPassword(ctx, &secretsmanager.GetRandomPasswordInput{
		PasswordLength: aws.Int64(passwordLength), ExcludeCharacters: &s.exclude,
	})
	if err != nil {
		return "", err
	}
	return aws.ToString(answer.RandomPassword), nil
}
