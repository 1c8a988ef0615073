package operate

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path"
	"path/filepath"
	"strings"
	"time"
	"unicode/utf8"

	"kasha/lib/names"
)

// maxOverrides is the most that ECS accepts as the overrides of a task, in bytes of JSON. Source: ECS API, RunTask.
const maxOverrides = 8192

// sqlLimit is how long RunSQL waits for the task to stop. A large schema change can take hours, and to stop waiting would not
// stop it.
const sqlLimit = 12 * time.Hour

// TaskFailed is the error of an SQL task that ended with another exit code than 0.
type TaskFailed struct{ Code int }

func (e TaskFailed) Error() string {
	return fmt.Sprintf("the SQL task ended with exit code %d", e.Code)
}

// ExitCode returns the exit code of the task's container, which is that of the mysql client.
func (e TaskFailed) ExitCode() int { return e.Code }

// RunSQL runs SQL as the master user, in an ECS task inside the environment's VPC, and prints what mysql printed. It leaves the
// task's overrides in overridesFile, so that the printed command can be run again. If mysql fails, the error is a TaskFailed.
//
// SQL that is longer than ECS allows goes through the application's bucket; see uploadSQL.
func (o Operator) RunSQL(sql, overridesFile string) (err error) {
	if !utf8.ValidString(sql) {
		return errors.New("the SQL is not UTF-8 text")
	}
	if err := os.MkdirAll(filepath.Dir(overridesFile), 0o755); err != nil {
		return err
	}
	overrides, err := sqlOverrides(sql)
	if err != nil {
		return err
	}
	if len(overrides) > maxOverrides {
		uploaded, uploading := o.uploadSQL(sql, strings.TrimSuffix(overridesFile, filepath.Ext(overridesFile))+".sql")
		if uploading != nil {
			return uploading
		}
		defer func() {
			if removing := o.removeSQL(uploaded); err == nil { // the code of mysql is the answer
				err = removing
			}
		}()
		if overrides, err = o.fetchOverrides(uploaded); err != nil {
			return err
		}
	}
	return o.runSQLTask(overrides, overridesFile)
}

func (o Operator) runSQLTask(overrides []byte, overridesFile string) error {
	if err := os.WriteFile(overridesFile, overrides, 0o600); err != nil {
		return err
	}
	task, err := o.startSQLTask(overridesFile)
	if err != nil {
		return err
	}
	code, reason, err := o.awaitSQLTask(task)
	if err != nil {
		return err
	}
	if code == nil {
		return fmt.Errorf("the SQL task did not run: %s", reason)
	}
	if err := o.printSQLLog(path.Base(task)); err != nil {
		return err
	}
	if *code != 0 {
		return TaskFailed{Code: *code}
	}
	return nil
}

// sqlOverrides returns the task overrides that put the SQL into the container's environment, as JSON.
func sqlOverrides(sql string) ([]byte, error) {
	return json.Marshal(map[string]any{"containerOverrides": []any{
		map[string]any{"name": names.SQLContainer, "environment": []any{map[string]string{"name": names.SQLText, "value": sql}}},
	}})
}

func (o Operator) startSQLTask(overridesFile string) (task string, err error) {
	outputs, err := o.outputs(names.Data)
	if err != nil {
		return "", err
	}
	subnets, group := outputs[names.SQLTaskSubnets], outputs[names.SQLTaskSecurityGroup]
	if subnets == "" || group == "" {
		return "", fmt.Errorf("the stack %s lacks the outputs %s and %s; fix: deploy it first",
			o.names().Stack(names.Data), names.SQLTaskSubnets, names.SQLTaskSecurityGroup)
	}
	network := fmt.Sprintf("awsvpcConfiguration={subnets=[%s],securityGroups=[%s],assignPublicIp=DISABLED}", subnets, group)
	var started struct {
		Tasks    []struct{ TaskArn string }
		Failures []struct{ Reason, Detail string }
	}
	err = o.AWS.Call(&started, "ecs", "run-task", "--cluster", o.names().SQLTask(), "--task-definition", o.names().SQLTask(),
		"--launch-type", "FARGATE", "--network-configuration", network, "--overrides", "file://"+filepath.ToSlash(overridesFile))
	if err != nil {
		return "", err
	}
	if len(started.Tasks) == 0 {
		return "", fmt.Errorf("ECS did not start the task: %+v", started.Failures)
	}
	return started.Tasks[0].TaskArn, nil
}

// awaitSQLTask waits until the task has stopped. The code is nil if its container never ran.
func (o Operator) awaitSQLTask(task string) (code *int, reason string, err error) {
	describe := []string{"ecs", "describe-tasks", "--cluster", o.names().SQLTask(), "--tasks", task}
	err = o.wait("the SQL task", sqlLimit, 5*time.Second, func() (bool, error) {
		var now struct {
			Tasks []struct {
				LastStatus, StoppedReason string
				Containers                []struct {
					ExitCode *int
					Reason   string
				}
			}
		}
		if err := o.AWS.Repeat(&now, describe...); err != nil || len(now.Tasks) == 0 {
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

// printSQLLog prints what the task printed. The last lines reach CloudWatch Logs a few seconds after the task has stopped.
func (o Operator) printSQLLog(taskID string) error {
	o.Sleep(5 * time.Second)
	var page struct {
		Events           []struct{ Message string }
		NextForwardToken string
	}
	stream := names.SQLContainer + "/" + names.SQLContainer + "/" + taskID // prefix, container, task
	args := []string{"logs", "get-log-events", "--log-group-name", o.names().SQLTaskLogs(), "--log-stream-name", stream, "--start-from-head"}
	if err := o.AWS.Call(&page, args...); err != nil {
		return err
	}
	for token := ""; ; { // CloudWatch Logs returns the same token again at the end
		for _, event := range page.Events {
			fmt.Fprintln(o.Out, event.Message)
		}
		if page.NextForwardToken == token {
			return nil
		}
		token, page.Events = page.NextForwardToken, nil
		if err := o.AWS.Repeat(&page, append(args, "--next-token", token)...); err != nil {
			return err
		}
	}
}
