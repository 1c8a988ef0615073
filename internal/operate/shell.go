package operate

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"regexp"
	"slices"
	"strings"
	"time"

	"kasha/lib/names"
)

// shellLimit is how long the task may take to start, with the agent of ECS Exec in it.
const shellLimit = 5 * time.Minute

// maxPerson is what STS takes as the name of a session, in characters. ECS takes 128 as startedBy.
const maxPerson = 64

// Terminal is what a shell needs of the caller's terminal.
type Terminal struct {
	// Ask returns the answer to a question, such as the code of a second factor.
	Ask func(question string) (string, error)

	// Attach runs a command with the terminal as its input and output, and with more variables in its environment.
	Attach func(environment, args []string) error
}

// NewTerminal returns the terminal of this process.
func NewTerminal() Terminal {
	return Terminal{
		Ask: func(question string) (string, error) {
			fmt.Fprint(os.Stderr, question)
			var answer string
			_, err := fmt.Scanln(&answer)
			return answer, err
		},
		Attach: func(environment, args []string) error {
			command := exec.Command("aws", args...)
			command.Env = withCredentials(environment)
			command.Stdin, command.Stdout, command.Stderr = os.Stdin, os.Stdout, os.Stderr
			return command.Run()
		},
	}
}

// person is who opens a shell, and as whom.
type person struct {
	name        string   // for startedBy and the session: alice
	environment []string // the credentials of the role for shells
}

// OpenShell starts a task beside a service, opens a shell in it, and stops the task when the shell ends. It works with the role for
// shells, which the caller takes on with a second factor where the configuration asks for one.
func (o Operator) OpenShell(service string, terminal Terminal) (err error) {
	if o.Environment.Shell == nil {
		return fmt.Errorf(`%s has no shell; fix: "shell": {} in its object in cdk.json, and deploy it`, o.Environment.Name)
	}
	if !slices.Contains(o.Environment.Shells(), service) {
		return fmt.Errorf("there is no shell beside %q; fix: choose %s", service, strings.Join(o.Environment.Shells(), " or "))
	}
	outputs, err := o.outputs(names.Services)
	if err != nil {
		return err
	}
	role, subnets, group := outputs[names.ShellRoleARN], outputs[names.ShellSubnets], outputs[names.ShellSecurityGroup(service)]
	if role == "" || subnets == "" || group == "" {
		return fmt.Errorf("the stack %s lacks the outputs of shells; fix: deploy it first", o.names().Stack(names.Services))
	}
	who, err := o.takeOn(role, terminal)
	if err != nil {
		return err
	}
	as := o.as(who)
	task, err := as.startShell(service, subnets, group, who.name)
	if err != nil {
		return err
	}
	defer func() {
		if stopping := as.stopShell(task, who.name); err == nil {
			err = stopping
		}
	}()
	if err := as.awaitShell(task); err != nil {
		return err
	}
	fmt.Fprintf(o.Out, "This session is recorded in %s. The task ends with it, at the latest after %s.\n", o.names().ShellLogs(),
		o.Environment.Shell.Timeout())
	args := []string{
		"ecs", "execute-command", "--cluster", o.names().ShellCluster(), "--task", task, "--container", names.Shell(service), "--interactive",
		"--command", "/bin/sh", "--region", o.AWS.Region,
	}
	fmt.Fprintln(o.Out, "$ aws", strings.Join(args, " "))
	return terminal.Attach(who.environment, args)
}

// notInNames is what neither ECS's startedBy nor the name of a session takes.
var notInNames = regexp.MustCompile(`[^A-Za-z0-9_-]+`)

// takeOn returns the credentials of the role for shells. The caller's own name goes into the session, so that CloudTrail and the message
// to the alarm topic say who it is.
func (o Operator) takeOn(role string, terminal Terminal) (person, error) {
	var caller struct{ Arn string }
	if err := o.AWS.Call(&caller, "sts", "get-caller-identity"); err != nil {
		return person{}, err
	}
	parts := strings.Split(caller.Arn, "/")
	name := strings.Trim(notInNames.ReplaceAllString(parts[len(parts)-1], "-"), "-")
	name = name[:min(len(name), maxPerson)]
	args := []string{
		"sts", "assume-role", "--role-arn", role, "--role-session-name", name, "--duration-seconds", fmt.Sprint(o.sessionSeconds(caller.Arn)),
	}
	printed := args
	if o.Environment.Shell.MFA {
		if !isUser(caller.Arn) {
			return person{}, fmt.Errorf("%s is no IAM user, so IAM does not know whether there was a second factor; fix: log in "+
				`as an IAM user, or "shell": {"mfa": false} if your identity provider asks for it`, caller.Arn)
		}
		factor, err := o.secondFactor(terminal)
		if err != nil {
			return person{}, err
		}
		args = slices.Concat(args, factor)
		printed = slices.Concat(printed, factor[:len(factor)-1], []string{"CODE"})
	}
	var taken struct {
		Credentials struct{ AccessKeyId, SecretAccessKey, SessionToken string }
	}
	fmt.Fprintln(o.Out, "$ aws", strings.Join(printed, " "))
	if err := o.AWS.Repeat(&taken, args...); err != nil {
		return person{}, err
	}
	return person{name: name, environment: []string{
		"AWS_ACCESS_KEY_ID=" + taken.Credentials.AccessKeyId, "AWS_SECRET_ACCESS_KEY=" + taken.Credentials.SecretAccessKey,
		"AWS_SESSION_TOKEN=" + taken.Credentials.SessionToken,
	}}, nil
}

func isUser(arn string) bool { return strings.Contains(arn, ":user/") }

// sessionSeconds returns how long the credentials last: as long as the task, in whole hours as the role allows. A role that takes on
// another one gets an hour at most (IAM user guide, "Methods to assume a role").
func (o Operator) sessionSeconds(caller string) int {
	if !isUser(caller) {
		return 3600
	}
	return o.Environment.Shell.SessionHours() * 3600
}

// secondFactor asks for the code of the caller's device.
func (o Operator) secondFactor(terminal Terminal) ([]string, error) {
	var devices struct {
		MFADevices []struct{ SerialNumber string }
	}
	if err := o.AWS.Call(&devices, "iam", "list-mfa-devices"); err != nil {
		return nil, err
	}
	if len(devices.MFADevices) == 0 {
		return nil, errors.New("you have no MFA device; fix: add a virtual one to your IAM user")
	}
	code, err := terminal.Ask("Code of your MFA device: ")
	if err != nil || code == "" {
		return nil, errors.New("no code, no shell")
	}
	return []string{"--serial-number", devices.MFADevices[0].SerialNumber, "--token-code", code}, nil
}

// as returns an operator whose calls have the credentials of the role for shells. Without a way to run aws with other credentials, its
// calls fail, because the operator's own credentials may do more than the role's.
func (o Operator) as(who person) Operator {
	runAs := o.AWS.RunAs
	o.AWS.Run = func(args []string) ([]byte, error) {
		if runAs == nil {
			return nil, errors.New("aws cannot run with the credentials of the role for shells; fix: make the CLI with operate.NewCLI")
		}
		return runAs(who.environment, args)
	}
	return o
}

func (o Operator) startShell(service, subnets, group, who string) (task string, err error) {
	network := fmt.Sprintf("awsvpcConfiguration={subnets=[%s],securityGroups=[%s],assignPublicIp=DISABLED}", subnets, group)
	var started struct {
		Tasks    []struct{ TaskArn string }
		Failures []struct{ Reason, Detail string }
	}
	err = o.AWS.Call(&started, "ecs", "run-task", "--cluster", o.names().ShellCluster(), "--task-definition", o.names().ShellFamily(service),
		"--launch-type", "FARGATE", "--network-configuration", network, "--enable-execute-command", "--started-by", who)
	if err != nil {
		return "", err
	}
	if len(started.Tasks) == 0 {
		return "", fmt.Errorf("ECS did not start the task: %+v", started.Failures)
	}
	return started.Tasks[0].TaskArn, nil
}

// awaitShell waits until the agent of ECS Exec runs in the task.
func (o Operator) awaitShell(task string) error {
	describe := []string{"ecs", "describe-tasks", "--cluster", o.names().ShellCluster(), "--tasks", task}
	return o.wait("the start of the shell's task", shellLimit, 5*time.Second, func() (bool, error) {
		var now struct {
			Tasks []struct {
				LastStatus, StoppedReason string
				Containers                []struct {
					Reason        string
					ManagedAgents []struct{ Name, LastStatus, Reason string }
				}
			}
		}
		if err := o.AWS.Repeat(&now, describe...); err != nil || len(now.Tasks) == 0 {
			return false, err
		}
		reason := now.Tasks[0].StoppedReason
		for _, container := range now.Tasks[0].Containers {
			if container.Reason != "" {
				reason += "; " + container.Reason
			}
			for _, agent := range container.ManagedAgents {
				if agent.Name == "ExecuteCommandAgent" && agent.LastStatus == "RUNNING" {
					return true, nil
				}
				if agent.LastStatus == "STOPPED" && agent.Reason != "" {
					reason += "; " + agent.Reason
				}
			}
		}
		if now.Tasks[0].LastStatus == "STOPPED" {
			return false, fmt.Errorf("the shell's task did not start: %s", reason)
		}
		return false, nil
	})
}

func (o Operator) stopShell(task, who string) error {
	return o.AWS.Call(nil, "ecs", "stop-task", "--cluster", o.names().ShellCluster(), "--task", task, "--reason", "shell of "+who+" ended")
}
