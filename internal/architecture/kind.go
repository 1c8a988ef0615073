package architecture

import (
	"slices"
	"strings"
	"unicode"

	"kasha/internal/cloudformation"
	"kasha/internal/reach"
)

// Kind is what a component is.
type Kind string

// The kinds, from the viewers to what stays when everything else is gone.
const (
	Viewers      Kind = "viewers"
	Edge         Kind = "edge"
	LoadBalancer Kind = "load balancer"
	Gateway      Kind = "NAT gateway"
	Service      Kind = "service" // tasks that ECS keeps running
	Function     Kind = "function"
	Task         Kind = "task" // runs when something or someone starts it
	Proxy        Kind = "database proxy"
	Database     Kind = "database"
	Replica      Kind = "read replica"
	Queue        Kind = "queue"
	Bucket       Kind = "bucket"
	Other        Kind = "other"
)

func (k Kind) rank() int {
	return slices.Index([]Kind{
		Viewers, Edge, Gateway, LoadBalancer, Service, Task, Function, Other, Proxy, Database, Replica, Queue, Bucket,
	}, k)
}

// IsProcess reports whether a component runs the adopter's or the platform's code.
func (k Kind) IsProcess() bool { return k == Service || k == Task || k == Function }

// kindOf is what a node of the network is drawn as; empty: not at all.
func kindOf(node reach.Node) Kind {
	switch node.Kind {
	case reach.Internet:
		return Viewers
	case reach.Distribution:
		return Edge
	case reach.LoadBalancer:
		return LoadBalancer
	case reach.Service:
		return Service
	case reach.Database:
		if isReplica(node.Resource) {
			return Replica
		}
		return Database
	case reach.Members:
		return Task
	case reach.Workload:
		return kindOfWorkload(node.Resource.Type)
	}
	return "" // a subnet, an API, another's distribution, or a copy that exists during a restore test
}

func kindOfWorkload(resourceType string) Kind {
	switch resourceType {
	case "AWS::Lambda::Function":
		return Function
	case "AWS::RDS::DBProxy":
		return Proxy
	case "AWS::StepFunctions::StateMachine", "AWS::Scheduler::Schedule", "AWS::Events::Rule":
		return Task
	}
	return Other
}

func isReplica(database cloudformation.Resource) bool {
	return database.Properties.Text("SourceDBInstanceIdentifier") != ""
}

// titleOf writes a construct path for people: Database/Primary becomes Database primary.
func titleOf(id string) string {
	var title strings.Builder
	previous := ' '
	for _, letter := range strings.ReplaceAll(id, "/", " ") {
		if unicode.IsUpper(letter) && previous != ' ' {
			title.WriteByte(' ')
		}
		title.WriteRune(unicode.ToLower(letter))
		previous = letter
	}
	words := slices.Compact(strings.Split(title.String(), " ")) // Database/Proxy/Proxy is one proxy
	for i, word := range words {
		if slices.Contains([]string{"sql", "nat", "s3", "vpc"}, word) {
			words[i] = strings.ToUpper(word)
		}
	}
	words[0] = strings.ToUpper(words[0][:min(1, len(words[0]))]) + words[0][min(1, len(words[0])):]
	return strings.Join(words, " ")
}
