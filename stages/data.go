package stages

import (
	"strings"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awskms"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsrds"
	"github.com/aws/jsii-runtime-go"

	"kasha/lib/config"
	"kasha/lib/database"
	"kasha/lib/edge"
	"kasha/lib/messaging"
	"kasha/lib/names"
	"kasha/lib/network"
	"kasha/lib/registry"
	"kasha/lib/rotation/bundle"
	"kasha/lib/schedule"
	"kasha/lib/secrets"
	"kasha/lib/sqltask"
	"kasha/lib/storage"
)

// DataStack is the stack of everything that must survive a release.
type DataStack struct {
	Stack        awscdk.Stack
	Database     database.Database
	Queues       []messaging.Queue
	Buckets      storage.Buckets
	Registry     registry.Registry
	OriginSecret string // a dynamic reference; empty where no load balancer is public
	AccessSecret string // a dynamic reference; empty where everybody may see the site

	PrimaryAddress, PrimaryPort *string // of the database, as strong references
}

func newDataStack(stage awscdk.Stage, env config.Environment, net NetworkStack) DataStack {
	stack := newStack(stage, env, stackProps{
		Part: names.Data, Account: env.Account, Region: env.Region, HoldsData: true,
		Contents: "database, secrets, queues, buckets, repositories",
	})
	data := DataStack{Stack: stack}
	key := net.keyIn(stack)
	backup, maintenance := env.DatabaseWindows()
	data.Database = database.New(stack, "Database", database.Props{
		Environment:       env.Names(),
		AvailabilityZones: env.AvailabilityZones,
		VPC:               net.Network.VPC,
		SecretsKey:        key,
		Database:          env.Database,
		Migrator:          env.HasMigrator(),
		Rotation:          env.PasswordRotation(),
		RotationCode:      rotationCode(),
		LogRetentionDays:  env.Logs.RetentionDays,
		Retain:            env.IsProduction(),
		BackupWindow:      backup,
		MaintenanceWindow: maintenance,
	})
	if env.Backup.Archive {
		data.archive(env, net)
	}
	if env.Schedule != nil {
		schedule.Database(stack, "OffHours", schedule.DatabaseProps{
			Environment: env.Names(), Database: data.Database.Primary, Hours: *env.Schedule,
		})
	}
	data.Queues = messaging.New(stack, "Messaging", messaging.Props{
		Environment: env.Names(),
		Messaging:   env.Messaging,
		Retain:      env.IsProduction(),
	})
	data.Buckets = storage.New(stack, "Storage", storage.Props{Key: key})
	data.Registry = registry.New(stack, "Registry", registry.Props{
		Environment: env.Names(), Services: repositories(env), Retain: env.IsProduction(),
	})
	header := edge.HeaderSecretProps{Region: env.Region, Key: key}
	if env.Edge.HasPublicOrigin() {
		data.OriginSecret = edge.NewOriginSecret(stack, "OriginSecret", env.Names(), header)
	}
	if env.Edge.HasPass() {
		data.AccessSecret = edge.NewAccessSecret(stack, "AccessSecret", env.Names(), header)
	}
	secrets.New(stack, "Secrets", secrets.Props{
		Environment: env.Names(), Secrets: env.CreatedSecrets(), Key: key, Retain: env.IsProduction(),
	})
	data.sqlTask(env, net, key)
	data.share()
	data.restoreOutputs()
	data.outputs()
	return data
}

// repositories names the services that have a repository for their own images.
func repositories(env config.Environment) []string {
	all := []string{frontend, backend}
	for _, name := range env.ServiceNames() {
		all = append(all, names.Service(name))
	}
	return all
}

// rotationCode returns the folder of the compiled rotation function. NewApp has reported a missing one.
func rotationCode() string {
	folder, err := bundle.Folder()
	if err != nil {
		panic(err)
	}
	return folder
}

// sqlTask builds the one-off SQL task. Its outputs are what `make sql` needs to start it.
func (d DataStack) sqlTask(env config.Environment, net NetworkStack, key awskms.IKey) {
	task := sqltask.New(d.Stack, "SqlTask", sqltask.Props{
		Environment:      env.Names(),
		Region:           env.Region,
		VPC:              net.Network.VPC,
		Database:         d.Database,
		Image:            d.Registry.Image(d.Stack, names.SQLContainer, config.ImageOf(sqltask.Image)),
		Key:              key,
		LogRetentionDays: env.Logs.RetentionDays,
		Retain:           env.IsProduction(),
	})
	task.Definition.Node().AddDependency(d.Registry.Cache) // its image comes from there
	var subnets []string
	for _, id := range *net.Network.VPC.SelectSubnets(network.In(network.BackendSubnets)).SubnetIds {
		subnets = append(subnets, *id)
	}
	output(d.Stack, names.SQLTaskSubnets, jsii.String(strings.Join(subnets, ",")), "Subnets in which make sql starts its task")
	output(d.Stack, names.SQLTaskSecurityGroup, task.SecurityGroup.SecurityGroupId(), "Security group of the task that make sql starts")
}

// restoreOutputs are what a restored database needs to take the place of this one.
func (d DataStack) restoreOutputs() {
	instance := d.Database.Primary.Node().DefaultChild().(awsrds.CfnDBInstance)
	output(d.Stack, names.DatabaseSubnetGroup, d.Database.SubnetGroup.SubnetGroupName(), "Subnet group of the database")
	output(d.Stack, names.DatabaseParameterGroup, instance.DbParameterGroupName(), "Parameter group of the database")
	output(d.Stack, names.DatabaseSecurityGroup, (*instance.VpcSecurityGroups())[0], "Security group of the primary")
	output(d.Stack, names.DatabaseKeyARN, d.Database.Key.KeyArn(), "KMS key of the database and its snapshots")
}

func (d DataStack) outputs() {
	db := d.Database
	output(d.Stack, names.DatabaseEndpoint, db.Primary.InstanceEndpoint().SocketAddress(), "MySQL primary, host:port")
	if db.Replica != nil {
		output(d.Stack, names.ReadReplicaEndpoint, db.Replica.InstanceEndpoint().SocketAddress(), "MySQL read replica, host:port")
	}
	for _, queue := range d.Queues {
		output(d.Stack, names.QueueURL(queue.Name), queue.Queue.QueueUrl(), "Queue "+queue.Name)
		output(d.Stack, names.DeadLetterQueueURL(queue.Name), queue.DeadLetters.QueueUrl(), "Dead letters of queue "+queue.Name)
	}
	output(d.Stack, names.AdminSecretARN, db.Admin.SecretArn(), "Master user's credentials; not for services")
	output(d.Stack, names.ConnectionSecretARN, db.Connection.SecretArn(), "Application user's credentials and the database's address")
	output(d.Stack, names.Bucket, d.Buckets.Application.BucketName(), "The backend's bucket")
}
