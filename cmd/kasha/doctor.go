package main

import (
	"context"
	"errors"
	"fmt"

	"github.com/spf13/cobra"

	"kasha/internal/console"
	"kasha/internal/doctor"
	"kasha/internal/preflight"
	"kasha/lib/config"
	"kasha/lib/spelling"
)

// doctorAnswer is what `kasha doctor --json` prints.
type doctorAnswer struct {
	Findings []doctorFinding `json:"findings"`
}

type doctorFinding struct {
	What  string `json:"what"`  // such as go, cdk.json, credentials
	State string `json:"state"` // fine, note or problem
	Says  string `json:"says"`
	Fix   string `json:"fix,omitempty"`
}

// doctorCommand says what would stop `make synth` here, and with --env what would stop a deployment.
func doctorCommand(c console.Console) *cobra.Command {
	var environment string
	var asJSON bool
	command := &cobra.Command{
		Use:   "doctor",
		Short: "check the toolchain, the checkout and the credentials, and say what to fix",
		Long: "Without --env, missing or expired credentials are only a note: `make synth` needs none. With --env, it also checks the " +
			"account for a deployment of that environment. It changes nothing.",
		Example: lines("kasha doctor", "kasha doctor --env dev", "kasha doctor --json"),
		Args:    atMost(0),
		RunE: func(command *cobra.Command, _ []string) error {
			findings := doctor.Here().Examine()
			done := c.Doing("asking AWS whose credentials these are")
			credentials, err := examineCredentials(command.Context(), environment)
			done()
			if err != nil {
				return err
			}
			answer := describeFindings(append(findings, credentials...))
			if asJSON {
				return errors.Join(c.Out.JSON(answer), answer.problems())
			}
			printFindings(c.Out, answer)
			return answer.problems()
		},
	}
	command.Flags().StringVar(&environment, "env", "", "the `environment` that is to be deployed")
	completeEnvironment(command)
	jsonFlag(command, &asJSON)
	return command
}

// examineCredentials asks AWS whose credentials these are, or what a deployment of the environment lacks.
func examineCredentials(ctx context.Context, environment string) ([]doctor.Finding, error) {
	if environment == "" {
		account, problem := preflight.Identify(ctx)
		if problem != "" {
			return []doctor.Finding{{What: "credentials", State: doctor.Note, Says: problem, Fix: ""}}, nil
		}
		return []doctor.Finding{{What: "credentials", State: doctor.Fine, Says: "account " + account}}, nil
	}
	kasha, err := config.ReadFile(configurationFile)
	if err != nil {
		return nil, invalidConfiguration{err}
	}
	env, err := preflight.Find(kasha, environment, preflight.Deploy)
	if err != nil {
		return nil, usage("%w", err)
	}
	toolkit, err := preflight.ReadToolkit(configurationFile)
	if err != nil {
		return nil, err
	}
	clearance, err := preflight.Check(ctx, kasha, env, preflight.Deploy, toolkit)
	var obstacles preflight.Obstacles
	switch {
	case errors.As(err, &obstacles):
		var findings []doctor.Finding
		for _, sentence := range obstacles.Sentences {
			findings = append(findings, doctor.Finding{What: environment, State: doctor.Problem, Says: sentence})
		}
		return findings, nil
	case err != nil:
		return nil, err
	}
	findings := []doctor.Finding{{What: environment, State: doctor.Fine, Says: clearance.Summary}}
	for _, note := range clearance.Notes {
		findings = append(findings, doctor.Finding{What: environment, State: doctor.Note, Says: note})
	}
	return findings, nil
}

func describeFindings(findings []doctor.Finding) doctorAnswer {
	answer := doctorAnswer{Findings: []doctorFinding{}}
	for _, f := range findings {
		answer.Findings = append(answer.Findings, doctorFinding{What: f.What, State: string(f.State), Says: f.Says, Fix: f.Fix})
	}
	return answer
}

func (a doctorAnswer) problems() error {
	problems := 0
	for _, finding := range a.Findings {
		if finding.State == string(doctor.Problem) {
			problems++
		}
	}
	if problems == 0 {
		return nil
	}
	return fmt.Errorf("%s", spelling.Count(problems, "problem"))
}

func printFindings(out console.Stream, answer doctorAnswer) {
	var rows [][2]string
	for _, finding := range answer.Findings {
		text := finding.Says
		if finding.State != string(doctor.Fine) {
			text = finding.State + ": " + text
		}
		if finding.Fix != "" {
			text += "; fix: " + finding.Fix
		}
		rows = append(rows, [2]string{finding.What, text})
	}
	definitions(out, rows)
}
