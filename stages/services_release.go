package stages

import (
	"strconv"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsecs"
	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"

	"kasha/lib/config"
	"kasha/lib/monitoring"
	"kasha/lib/names"
	"kasha/lib/release"
	"kasha/lib/release/bundle"
	"kasha/lib/task"
)

// release builds the task that runs to its end before any service or job takes a new image. It comes last, when all of them are built.
func (s *servicesBuilder) release(watch *monitoring.Watch) {
	if s.env.Release == nil {
		return
	}
	scope := constructs.NewConstruct(s.stack, jsii.String(names.Title(names.Release)))
	built := release.New(scope, release.Props{
		Environment: s.env, Topic: watch.Topic, Key: s.key, Code: releaseCode(),
		Task: s.taskToEnd(scope, names.Release, s.env.Release.Runs, s.env.ReleaseContainer(), s.env.HasMigrator()),
	})
	built.Precedes(release.Services(s.stack)...)
	for _, machine := range s.jobMachines {
		built.Precedes(machine.Node().DefaultChild().(awscdk.CfnResource))
	}
	output(s.stack, names.MachineARN(names.Release), built.Machine.StateMachineArn(), "State machine that runs the release")
}

// releaseCode returns the folder of the compiled function for releases. NewApp has reported a missing one.
func releaseCode() string {
	folder, err := bundle.Folder()
	if err != nil {
		panic(err)
	}
	return folder
}

// logInAsMigrator gives a task the credentials of the user that changes the schema. It connects to the primary itself, also where the
// services have a proxy. The proxy knows one user only, and pins connections that hold locks or temporary tables.
func (s *servicesBuilder) logInAsMigrator(props *task.Props) {
	migrator := s.data.Database.Migrator
	for _, variable := range []string{names.DatabaseReplicaHost, names.DatabaseReplicaUsername, names.DatabaseUsername} {
		delete(props.Variables, variable)
	}
	props.Variables[names.DatabaseHost] = *s.data.PrimaryAddress
	props.Variables[names.DatabaseAuth] = "password"
	props.Variables[names.DatabasePoolSize] = strconv.Itoa(min(s.env.Database.PoolSize, config.ReleasePoolSize))
	props.Secrets = map[string]awsecs.Secret{
		names.DatabaseUsername: awsecs.Secret_FromSecretsManager(migrator, jsii.String("username")),
		names.DatabasePassword: awsecs.Secret_FromSecretsManager(migrator, jsii.String("password")),
	}
}

// grantMigrator opens the primary to the release, and lets ECS read the migrator's password for it, and for nothing else.
func (s *servicesBuilder) grantMigrator(p process) {
	db, execution := s.data.Database, p.definition.ObtainExecutionRole()
	db.AllowInjection(execution)
	db.AllowPrimaryFrom(p.tasks, p.title()+" tasks")
}
