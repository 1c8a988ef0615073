package stages

import (
	"strconv"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsecs"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsiam"
	"github.com/aws/jsii-runtime-go"

	"kasha/lib/config"
	"kasha/lib/database"
	"kasha/lib/monitoring"
	"kasha/lib/names"
	"kasha/lib/rotation"
	"kasha/lib/rotation/restart"
	"kasha/lib/service"
)

// How a process connects to MySQL and logs in. There are two ways; docs/decisions says why:
//
//	without a proxy   the tasks hold the application user's password, and lib/rotation restarts them after a rotation
//	with a proxy      the tasks hold no password: they log in with IAM tokens, to the proxy and to the replica

// databaseVariables returns what a process that uses the primary or the replica needs to find them. None of it is secret.
func (s *servicesBuilder) databaseVariables(uses config.Uses) map[string]string {
	if !uses.MySQL() {
		return nil
	}
	db, env := s.data.Database, s.env.Database
	variables := map[string]string{
		names.DatabasePort:     *s.data.PrimaryPort,
		names.DatabaseName:     names.Database,
		names.DatabasePoolSize: strconv.Itoa(env.PoolSize),
		names.DatabaseAuth:     "password",
	}
	if uses.Has(config.UsesDatabase) {
		variables[names.DatabaseHost] = *s.data.PrimaryAddress
	}
	replica := db.Replica != nil && uses.Has(config.UsesReplica)
	if replica {
		variables[names.DatabaseReplicaHost] = *db.Replica.DbInstanceEndpointAddress()
	}
	if s.proxy != nil {
		variables[names.DatabaseAuth] = "iam"
		if uses.Has(config.UsesDatabase) {
			variables[names.DatabaseHost] = *s.proxy.Endpoint()
			variables[names.DatabaseUsername] = names.ApplicationUser
		}
		if replica {
			variables[names.DatabaseReplicaUsername] = names.TokenUser
		}
	}
	return variables
}

// databaseSecrets returns the credentials of a process that uses MySQL without a proxy.
func (s *servicesBuilder) databaseSecrets(uses config.Uses) map[string]awsecs.Secret {
	if !s.holdsPassword(uses) {
		return nil
	}
	connection := s.data.Database.Connection
	return map[string]awsecs.Secret{
		names.DatabaseUsername: awsecs.Secret_FromSecretsManager(connection, jsii.String("username")),
		names.DatabasePassword: awsecs.Secret_FromSecretsManager(connection, jsii.String("password")),
	}
}

// holdsPassword reports whether a process that uses these things holds the application user's password.
func (s *servicesBuilder) holdsPassword(uses config.Uses) bool {
	return uses.MySQL() && !s.env.Database.Proxy
}

// grantDatabase opens MySQL to a process, and lets it log in: by its password, which ECS may read, or by tokens.
//
// With a proxy there are two users. The proxy accepts the user of its secret. The replica has no proxy before it: there MySQL itself
// checks the IAM token, which needs the token user.
func (s *servicesBuilder) grantDatabase(p process) {
	if !p.uses.MySQL() {
		return
	}
	if p.migrates {
		s.grantMigrator(p)
		return
	}
	db, description := s.data.Database, p.title()+" tasks"
	if s.proxy == nil {
		if p.name != backend && p.service != nil {
			arn := *db.Connection.SecretArn()
			s.holdings = append(s.holdings, rotation.Holding{Service: p.service, Kind: restart.Secret, ID: arn, ARN: arn})
		}
		execution := p.definition.ObtainExecutionRole()
		db.AllowInjection(execution)
		password := ownPolicy(p.definition, execution, "DatabasePassword")
		db.Connection.GrantRead(password, nil)
		db.AllowInjection(password)
		if p.uses.Has(config.UsesDatabase) {
			db.AllowPrimaryFrom(p.tasks, description)
		}
		if p.uses.Has(config.UsesReplica) {
			db.AllowReplicaFrom(p.tasks, description)
		}
		return
	}
	if p.uses.Has(config.UsesDatabase) {
		s.proxy.AllowFrom(p.tasks, description)
		s.proxy.GrantLogin(ownPolicy(p.definition, p.definition.TaskRole(), "DatabaseLogin"))
		s.proxy.Precedes(p.definition.Node().DefaultChild().(awscdk.CfnResource))
	}
	if db.Replica != nil && p.uses.Has(config.UsesReplica) {
		db.AllowReplicaFrom(p.tasks, description)
		db.Replica.GrantConnect(ownPolicy(p.definition, p.definition.TaskRole(), "ReplicaLogin"), jsii.String(names.TokenUser))
	}
}

// databaseProxy is the construct of the proxy, in the services stack.
const databaseProxy = "DatabaseProxy"

// newProxy builds the proxy before the primary.
func (s *servicesBuilder) newProxy() *database.Proxy {
	proxy := database.NewProxy(s.stack, databaseProxy, database.ProxyProps{
		Environment:      s.env.Names(),
		VPC:              s.net.Network.VPC,
		Database:         s.data.Database,
		Config:           s.env.Database,
		Key:              s.key,
		LogRetentionDays: s.env.Logs.RetentionDays,
		Retain:           s.env.IsProduction(),
	})
	return &proxy
}

// ownPolicy adds a policy of its own to a role, for permissions that a change of the configuration takes away. CloudFormation
// changes the role's other policy at once, while tasks of the previous release still run and may have to be started again. It deletes a
// policy that the template no longer has only after the service runs its new tasks.
//
// It stands below the task definition, so the service depends on it.
func ownPolicy(definition awsecs.FargateTaskDefinition, role awsiam.IRole, id string) awsiam.Policy {
	return awsiam.NewPolicy(definition, jsii.String(id), &awsiam.PolicyProps{Roles: &[]awsiam.IRole{role}})
}

// rotation adds the alarm on overdue rotations, and without a proxy the state machine that restarts the backend after a rotation.
// With a proxy the tasks hold no password and are not restarted.
func (s *servicesBuilder) rotation(backend service.Service, watch *monitoring.Watch) {
	props := rotation.Props{Environment: s.env, Database: s.data.Database, Topic: watch.Topic, Key: s.key}
	if s.holdsPassword(s.env.Backend.Uses) {
		props.Service = backend.Tasks
	}
	built := rotation.New(s.stack, "Rotation", props)
	watch.Alarm(built.Alarm())
	output(s.stack, names.RestartMachineARN, built.Machine.StateMachineArn(),
		"State machine that restarts the backend after a rotation of its password; make rotate starts it")
	s.restartHolders(watch)
}

// restartHolders restarts the other services that hold a secret, and each service for the other secrets that it holds.
func (s *servicesBuilder) restartHolders(watch *monitoring.Watch) {
	if len(s.holdings) == 0 {
		return
	}
	holders := rotation.NewHolders(s.stack, "Holders", rotation.HoldersProps{
		Environment: s.env, Holdings: s.holdings, Topic: watch.Topic, Key: s.key,
	})
	watch.Alarm(holders.HoldersAlarm())
	output(s.stack, names.HoldersMachineARN, holders.Machine.StateMachineArn(),
		"State machine that restarts services after a change of a secret that they hold; make rotate starts it")
}
