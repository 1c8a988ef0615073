package stages

import (
	"strconv"

	"github.com/aws/aws-cdk-go/awscdk/v2/awsec2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsecs"
	"github.com/aws/jsii-runtime-go"

	"kasha/lib/database"
	"kasha/lib/monitoring"
	"kasha/lib/rotation"
	"kasha/lib/service"
)

// databaseAccess is how the backend reaches MySQL and who it says it is. There are two ways, and docs/decisions says why:
//
//	without a proxy   the tasks hold the application user's password, and lib/rotation restarts them after a rotation
//	with a proxy      the tasks hold no password: they log in with tokens of IAM, to the proxy and to the replica
type databaseAccess struct {
	variables map[string]string
	secrets   map[string]awsecs.Secret
	grant     func(service.Service, awsec2.IConnectable)
}

func (s servicesBuilder) databaseAccess() databaseAccess {
	db := s.data.Database
	access := databaseAccess{variables: map[string]string{
		"DATABASE_HOST":      *db.Primary.DbInstanceEndpointAddress(),
		"DATABASE_PORT":      *db.Primary.DbInstanceEndpointPort(),
		"DATABASE_NAME":      database.Name,
		"DATABASE_POOL_SIZE": strconv.Itoa(s.env.Database.PoolSize),
	}}
	if db.Replica != nil {
		access.variables["DATABASE_REPLICA_HOST"] = *db.Replica.DbInstanceEndpointAddress()
	}
	if s.env.Database.Proxy {
		s.throughProxy(&access)
	} else {
		s.withPassword(&access)
	}
	return access
}

func (s servicesBuilder) withPassword(access *databaseAccess) {
	db := s.data.Database
	access.variables["DATABASE_AUTH"] = "password"
	access.secrets = map[string]awsecs.Secret{
		"DATABASE_USERNAME": awsecs.Secret_FromSecretsManager(db.Connection, jsii.String("username")),
		"DATABASE_PASSWORD": awsecs.Secret_FromSecretsManager(db.Connection, jsii.String("password")),
	}
	access.grant = func(backend service.Service, tasks awsec2.IConnectable) {
		db.AllowInjection(backend.Pattern.TaskDefinition().ObtainExecutionRole())
		db.AllowPrimaryFrom(tasks, "Backend tasks")
		db.AllowReplicaFrom(tasks, "Backend tasks")
	}
}

// throughProxy gives the tasks two users: the proxy wants the name that its secret has, and the replica, which no proxy
// stands before, the one that MySQL itself checks with IAM.
func (s servicesBuilder) throughProxy(access *databaseAccess) {
	db := s.data.Database
	proxy := database.NewProxy(s.stack, "DatabaseProxy", database.ProxyProps{
		Environment: s.env.Name, VPC: s.net.Network.VPC, Database: db, Config: s.env.Database,
		Key: s.key, LogRetentionDays: s.env.Logs.RetentionDays, Retain: s.env.IsProduction(),
	})
	access.variables["DATABASE_AUTH"] = "iam"
	access.variables["DATABASE_HOST"] = *proxy.Endpoint()
	access.variables["DATABASE_USERNAME"] = database.ApplicationUser
	if db.Replica != nil {
		access.variables["DATABASE_REPLICA_USERNAME"] = database.TokenUser
	}
	access.grant = func(backend service.Service, tasks awsec2.IConnectable) {
		role := backend.Pattern.TaskDefinition().TaskRole()
		proxy.AllowFrom(tasks, "Backend tasks")
		proxy.GrantLogin(role)
		if db.Replica != nil {
			db.AllowReplicaFrom(tasks, "Backend tasks")
			db.Replica.GrantConnect(role, jsii.String(database.TokenUser))
		}
	}
}

// rotation watches that passwords rotate, and restarts the backend after its own did. With a proxy it holds none.
func (s servicesBuilder) rotation(backend service.Service, watch *monitoring.Watch) {
	props := rotation.Props{Environment: s.env, Database: s.data.Database, Topic: watch.Topic, Key: s.key}
	if !s.env.Database.Proxy {
		props.Service = backend.Pattern.Service()
	}
	built := rotation.New(s.stack, "Rotation", props)
	watch.Alarm(built.Alarm())
	output(s.stack, "RestartStateMachineArn", built.Machine.StateMachineArn(), "Restarts the backend if its password was rotated; make rotate starts it")
}
