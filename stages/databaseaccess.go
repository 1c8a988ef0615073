package stages

import (
	"strconv"

	"github.com/aws/aws-cdk-go/awscdk/v2/awsec2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsecs"
	"github.com/aws/aws-cdk-go/awscdk/v2/awssns"
	"github.com/aws/jsii-runtime-go"

	"kasha/lib/database"
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

// rotation restarts the backend after its password was rotated. With a proxy there is no password to hold.
func (s servicesBuilder) rotation(backend service.Service, topic awssns.ITopic) {
	if s.env.Database.Proxy {
		return
	}
	built := rotation.New(s.stack, "Rotation", rotation.Props{
		Environment: s.env.Name, Production: s.env.IsProduction(), Database: s.data.Database,
		Cluster: s.cluster, Service: backend.Pattern.Service(),
		Topic: topic, Key: s.key, LogRetentionDays: s.env.Logs.RetentionDays,
	})
	// The flow itself tells the topic of what fails; the alarm is for when it does not run at all, which can wait.
	if s.env.Alarms.IsFull() {
		built.NewAlarm(s.stack, "RotationAlarm", s.env.Name, topic)
	}
	output(s.stack, "RestartStateMachineArn", built.Machine.StateMachineArn(), "Restarts the backend if its password was rotated; make rotate starts it")
}
