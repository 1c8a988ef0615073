package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path"
	"path/filepath"
	"time"
	"unicode/utf8"

	"kasha/lib/sqltask/client"
)

// runSQL runs a file of SQL as the master user, in a task inside the environment's VPC, and prints what mysql printed.
func runSQL(args []string, stdout io.Writer) error {
	if len(args) != 2 {
		return errors.New("name an environment and a file: kasha sql dev docs/sql/users.sql")
	}
	sql, err := os.ReadFile(args[1])
	if err != nil {
		return err
	}
	o, err := newOperator(args[0], stdout)
	if err != nil {
		return err
	}
	return o.sql(string(sql), filepath.Join("build", "sql-"+o.env.Name+".json"))
}

// sql leaves the task's overrides in a file, so that the command it prints can be run again.
func (o operator) sql(text, overridesFile string) error {
	overrides, err := sqlOverrides(text)
	if err != nil {
		return err
	}
	if err := os.MkdirAll(filepath.Dir(overridesFile), 0o755); err != nil {
		return err
	}
	if err := os.WriteFile(overridesFile, overrides, 0o600); err != nil {
		return err
	}
	task, err := o.startSQL(overridesFile)
	if err != nil {
		return err
	}
	code, reason, err := o.endOfTask(task)
	if err != nil {
		return err
	}
	if code == nil {
		return fmt.Errorf("the task never ran: %s", reason)
	}
	if err := o.printLog(path.Base(task)); err != nil {
		return err
	}
	if *code != 0 {
		return exitCode{fmt.Errorf("the task ended with code %d", *code), *code}
	}
	return nil
}

// sqlOverrides puts the SQL into the task's environment.
func sqlOverrides(text string) ([]byte, error) {
	const most = 8192 // ECS API, RunTask: the overrides in all, as JSON
	if !utf8.ValidString(text) {
		return nil, errors.New("the SQL is not UTF-8 text")
	}
	overrides, err := json.Marshal(map[string]any{"containerOverrides": []any{
		map[string]any{"name": "sql", "environment": []any{map[string]string{"name": "SQL", "value": text}}},
	}})
	if err != nil {
		return nil, err
	}
	if len(overrides) > most {
		return nil, fmt.Errorf("the SQL takes %d bytes as an override of a task and ECS allows %d; split the file and run the parts one after the other", len(overrides), most)
	}
	return overrides, nil
}

func (o operator) startSQL(overridesFile string) (task string, err error) {
	outputs, err := o.outputs("data")
	if err != nil {
		return "", err
	}
	subnets, group := outputs["SqlTaskSubnetIds"], outputs["SqlTaskSecurityGroupId"]
	if subnets == "" || group == "" {
		return "", fmt.Errorf("the stack kasha-%s-data lacks the outputs SqlTaskSubnetIds and SqlTaskSecurityGroupId: deploy it first", o.env.Name)
	}
	var started struct {
		Tasks    []struct{ TaskArn string }
		Failures []struct{ Reason, Detail string }
	}
	if err := o.aws.Call(&started, "ecs", "run-task", "--cluster", client.Name(o.env.Name), "--task-definition", client.Name(o.env.Name), "--launch-type", "FARGATE",
		"--network-configuration", fmt.Sprintf("awsvpcConfiguration={subnets=[%s],securityGroups=[%s],assignPublicIp=DISABLED}", subnets, group),
		"--overrides", "file://"+filepath.ToSlash(overridesFile)); err != nil {
		return "", err
	}
	if len(started.Tasks) == 0 {
		return "", fmt.Errorf("ECS did not start the task: %+v", started.Failures)
	}
	return started.Tasks[0].TaskArn, nil
}

// endOfTask waits for the task to stop. Large changes of a schema may take hours; giving up on them would not stop them.
func (o operator) endOfTask(task string) (code *int, reason string, err error) {
	describe := []string{"ecs", "describe-tasks", "--cluster", client.Name(o.env.Name), "--tasks", task}
	err = o.wait("the task", 12*time.Hour, 5*time.Second, func() (bool, error) {
		var now struct {
			Tasks []struct {
				LastStatus, StoppedReason string
				Containers                []struct {
					ExitCode *int
					Reason   string
				}
			}
		}
		if err := o.aws.Again(&now, describe...); err != nil || len(now.Tasks) == 0 {
			return false, err
		}
		reason = now.Tasks[0].StoppedReason
		for _, container := range now.Tasks[0].Containers {
			code = container.ExitCode
			if container.Reason != "" {
				reason += "; " + container.Reason
			}
		}
		return now.Tasks[0].LastStatus == "STOPPED", nil
	})
	return code, reason, err
}

// printLog prints what the task printed. The last lines reach CloudWatch a moment after the task has stopped.
func (o operator) printLog(task string) error {
	o.sleep(5 * time.Second)
	var page struct {
		Events           []struct{ Message string }
		NextForwardToken string
	}
	args := []string{"logs", "get-log-events", "--log-group-name", client.LogGroup(o.env.Name), "--log-stream-name", "sql/sql/" + task, "--start-from-head"}
	if err := o.aws.Call(&page, args...); err != nil {
		return err
	}
	for token := ""; ; { // CloudWatch says that there is no more by giving the same token again
		for _, event := range page.Events {
			fmt.Fprintln(o.out, event.Message)
		}
		if page.NextForwardToken == token {
			return nil
		}
		token, page.Events = page.NextForwardToken, nil
		if err := o.aws.Again(&page, append(args, "--next-token", token)...); err != nil {
			return err
		}
	}
}
