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
	"kasha/lib/encryption"
	"kasha/lib/logging"
	"kasha/lib/messaging"
	"kasha/lib/monitoring"
	"kasha/lib/network"
	"kasha/lib/recovery"
	"kasha/lib/registry"
	"kasha/lib/schedule"
	"kasha/lib/sqltask"
	"kasha/lib/storage"
)

// NetworkStack is where everything stands. It holds the general key and the alarm topic too: the flow logs are the first
// thing encrypted, and every later stack may have something to tell.
type NetworkStack struct {
	Stack   awscdk.Stack
	Network network.Network
	Key     awskms.Key
}

func newNetworkStack(stage awscdk.Stage, env config.Environment) NetworkStack {
	stack := newStack(stage, env, "network", env.Region, "Kasha "+env.Name+": VPC, flow logs, general key, alarm topic", true)
	key := encryption.NewKey(stack, "Key", encryption.KeyProps{
		Alias:       "kasha-" + env.Name,
		Description: "Kasha " + env.Name + ": secrets, application bucket, log groups, alarm topic",
		Retain:      env.IsProduction(),
	})
	encryption.AllowLogs(key)
	monitoring.NewTopic(stack, "Alarms", monitoring.TopicProps{Environment: env.Name, Email: env.Alarms.Email, Key: key})
	built := network.New(stack, "Network", network.Props{AvailabilityZones: env.AvailabilityZones, Network: env.Network})
	network.NewFlowLogs(stack, "FlowLogs", network.FlowLogsProps{
		VPC: built.VPC,
		LogGroup: logging.NewGroup(stack, "FlowLogGroup", logging.GroupProps{
			RetentionDays: env.Logs.RetentionDays, Key: key, Retain: env.IsProduction(),
		}),
	})
	return NetworkStack{Stack: stack, Network: built, Key: key}
}

// keyIn is the general key as another stack sees it: by its ARN. Seen as the construct itself, every grant to a role of a
// later stack would be written into the key's policy here, and the two stacks would need each other. The key's policy
// trusts the account's IAM policies, so a grant on the role's side is enough.
func (n NetworkStack) keyIn(stack awscdk.Stack) awskms.IKey {
	return awskms.Key_FromKeyArn(stack, jsii.String("GeneralKey"), n.Key.KeyArn())
}

// DataStack is what must survive.
type DataStack struct {
	Stack        awscdk.Stack
	Database     database.Database
	Queues       []messaging.Queue
	Buckets      storage.Buckets
	Registry     registry.Registry
	OriginSecret string // dynamic reference
}

func newDataStack(stage awscdk.Stage, env config.Environment, net NetworkStack) DataStack {
	stack := newStack(stage, env, "data", env.Region, "Kasha "+env.Name+": database, secrets, queues, buckets, repositories", true)
	data := DataStack{Stack: stack}
	key := net.keyIn(stack)
	backup, maintenance := env.DatabaseWindows()
	data.Database = database.New(stack, "Database", database.Props{
		Environment:       env.Name,
		AvailabilityZones: env.AvailabilityZones,
		VPC:               net.Network.VPC,
		SecretsKey:        key,
		Database:          env.Database,
		Rotation:          env.PasswordRotation(),
		LogRetentionDays:  env.Logs.RetentionDays,
		Retain:            env.IsProduction(),
		BackupWindow:      backup,
		MaintenanceWindow: maintenance,
	})
	if env.Backup.Archive {
		data.archive(env, net)
	}
	if env.Schedule != nil {
		schedule.Database(stack, "OffHours", schedule.DatabaseProps{Environment: env.Name, Database: data.Database.Primary, Hours: *env.Schedule})
	}
	data.Queues = messaging.New(stack, "Messaging", messaging.Props{
		Environment: env.Name,
		Names:       append(append([]string{}, env.Messaging.Main...), env.Messaging.Notification...),
		Retain:      env.IsProduction(),
	})
	data.Buckets = storage.New(stack, "Storage", storage.Props{Key: key})
	data.Registry = registry.New(stack, "Registry", registry.Props{
		Environment: env.Name, Services: []string{frontend, backend}, Retain: env.IsProduction(),
	})
	data.OriginSecret = edge.NewOriginSecret(stack, "OriginSecret", edge.OriginSecretProps{
		Environment: env.Name, Region: env.Region, Key: key,
	})
	data.sqlTask(env, net, key)
	data.outputs()
	return data
}

// sqlTask is started by people, and its outputs are what starting one needs.
func (d DataStack) sqlTask(env config.Environment, net NetworkStack, key awskms.IKey) {
	task := sqltask.New(d.Stack, "SqlTask", sqltask.Props{
		Environment: env.Name, VPC: net.Network.VPC, Database: d.Database,
		Image: d.Registry.Image(d.Stack, "sql", sqltask.Image),
		Key:   key, LogRetentionDays: env.Logs.RetentionDays, Retain: env.IsProduction(),
	})
	var subnets []string
	for _, id := range *net.Network.VPC.SelectSubnets(network.In(network.BackendSubnets)).SubnetIds {
		subnets = append(subnets, *id)
	}
	output(d.Stack, "SqlTaskSubnetIds", jsii.String(strings.Join(subnets, ",")), "Where make sql starts its task")
	output(d.Stack, "SqlTaskSecurityGroupId", task.SecurityGroup.SecurityGroupId(), "Opens the database to make sql")
}

// archive keeps the database's snapshots for years.
func (d DataStack) archive(env config.Environment, net NetworkStack) {
	if env.Backup.CopyAccount != "" {
		recovery.ShareKey(d.Database.Key, env.Backup.CopyAccount)
	}
	built := recovery.New(d.Stack, "Recovery", recovery.Props{
		Environment: env.Name, Backup: env.Backup, Database: d.Database, VPC: net.Network.VPC, Retain: env.IsProduction(),
	})
	output(d.Stack, "ArchiveVaultName", built.Vault.BackupVaultName(), "Vault of the monthly archive")
	output(d.Stack, "ArchiveRoleArn", built.BackupRole.RoleArn(), "What AWS Backup takes and copies snapshots with")
}

// restoreOutputs are what a restored database needs to stand where this one does.
func (d DataStack) restoreOutputs() {
	instance := d.Database.Primary.Node().DefaultChild().(awsrds.CfnDBInstance)
	output(d.Stack, "DatabaseSubnetGroupName", d.Database.SubnetGroup.SubnetGroupName(), "Where the database stands")
	output(d.Stack, "DatabaseParameterGroupName", instance.DbParameterGroupName(), "How MySQL is set")
	output(d.Stack, "DatabaseSecurityGroupId", (*instance.VpcSecurityGroups())[0], "Who may connect to the database")
	output(d.Stack, "DatabaseKeyArn", d.Database.Key.KeyArn(), "What encrypts the database and its snapshots")
}

func (d DataStack) outputs() {
	d.restoreOutputs()
	output(d.Stack, "DatabaseEndpoint", d.Database.Primary.InstanceEndpoint().SocketAddress(), "MySQL primary, host:port")
	if d.Database.Replica != nil {
		output(d.Stack, "ReadReplicaEndpoint", d.Database.Replica.InstanceEndpoint().SocketAddress(), "MySQL read replica, host:port")
	}
	for _, queue := range d.Queues {
		output(d.Stack, "QueueUrl"+title(queue.Name), queue.Queue.QueueUrl(), "Queue "+queue.Name)
		output(d.Stack, "DeadLetterQueueUrl"+title(queue.Name), queue.DeadLetters.QueueUrl(), "Dead letters of queue "+queue.Name)
	}
	output(d.Stack, "AdminSecretArn", d.Database.Admin.SecretArn(), "Master user's credentials; not for services")
	output(d.Stack, "ConnectionSecretArn", d.Database.Connection.SecretArn(), "Application user's credentials and where the database is")
	output(d.Stack, "BucketName", d.Buckets.Application.BucketName(), "The backend's bucket")
}

// title makes a queue's name part of an output's: order-events becomes OrderEvents.
func title(name string) string {
	var b strings.Builder
	for _, word := range strings.Split(name, "-") {
		b.WriteString(strings.ToUpper(word[:1]) + word[1:])
	}
	return b.String()
}
