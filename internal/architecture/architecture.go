// Package architecture reads from the templates what a drawing of one environment shows. A drawing shows zones, tiers and the components in
// them, the connections between components, and the queues and buckets that each process uses. internal/picture draws this, and
// internal/availability derives from it what survives an outage.
//
// The package parses nothing itself. The connections come from internal/reach, the permissions from internal/permissions, and the
// properties from internal/cloudformation. The processes of a drawing are all ECS services, and all tasks that a person or another resource
// starts.
//
// Failure modes: a resource that is in no subnet and that no process uses is in no picture, only in the report's tables. If
// internal/reach or internal/permissions does not understand something, a connection may be missing; System.NotModelled says so.
package architecture

import (
	"cmp"
	"slices"

	"kasha/internal/cloudformation"
	"kasha/internal/permissions"
	"kasha/internal/reach"
)

// System is one environment.
type System struct {
	Name            string
	Account, Region string // of the network
	Network         string // the range of addresses of its VPC
	Zones           []string
	Tiers           []Tier
	Components      []Component
	Connections     []Connection
	Uses            []Use
	Secrets         []Secret // each with those who read it
	Shared          []string // what stands in no zone and has no line: 3 secrets, 2 customer keys
	CopyRegions     []string // other regions with copies of the database
	CopySchedules   []string // when they are made, as cron expressions
	NotModelled     []string // what the models of connections and rights do not understand
}

// Component is one thing that is drawn.
type Component struct {
	ID         string // its name in kasha reach: Frontend, Database/Primary
	Title      string // for people: Frontend, Database primary
	Kind       Kind
	Tier       string    // the tier that it stands in; empty: outside of the VPC
	Zones      []string  // the zones that it may stand in
	Facts      []string  // in order of importance: how many, how large, what it listens on
	Out        []string  // how it reaches the internet and AWS's services: tcp 443 via NAT gateway
	Leaves     []Leaving // how a process reaches the internet, and for what
	Secrets    []string  // the names of the secrets and parameters that a process gets
	Count      Count     // of tasks; zero for everything else
	Checks     Checks    // of a service's load balancer; zero for everything else
	OnSpot     bool      // all tasks of a service run on capacity that AWS may take back
	Copies     Copies    // of a database
	Cached     []string  // path patterns that CloudFront caches
	Files      []string  // path patterns that CloudFront reads from a bucket
	ErrorPage  string    // the page that viewers get while the load balancer does not answer; empty: none
	WebACL     bool      // a web ACL looks at the requests to CloudFront
	DeadLetter string    // of a queue: 3 failures, then jobs-dead
	Senders    []string  // to a queue, besides processes: S3, EventBridge
	Members    []string  // the names of like things that are drawn as one; its own name if it stands for itself
	Resource   cloudformation.Resource
}

// Count is how many tasks a service runs at least and at most.
type Count struct{ Least, Most int }

// Copies says whether a database has a standby that takes over by itself, and whose replica it is.
type Copies struct {
	Standby    bool
	Of         string // the ID of the database that a replica copies; empty for a primary
	BackupDays int    // how far back a person can restore it
}

// Checks is how a load balancer finds out whether a task is well.
type Checks struct{ Seconds, Failures, Passes int }

// BehindLoadBalancer reports whether requests reach a service through a load balancer.
func (c Component) BehindLoadBalancer() bool { return c.Checks.Seconds > 0 }

// Connection is who may open a connection to whom.
type Connection struct {
	From, To string // IDs
	Label    string // its ports: tcp 443, 80
	Only     string // the limits that it has; empty: none
}

// Use is what a process may do with a queue or a bucket.
type Use struct {
	Process, Thing string // IDs
	May            []string
}

// Read reads one environment from its models.
func Read(name string, network *reach.Model, rights *permissions.Model) System {
	env := network.Environment()
	r := &reader{env: env, system: System{Name: name, NotModelled: slices.Concat(network.NotModelled(), rights.NotModelled())}}
	r.readNetwork()
	r.readNodes(network.Nodes())
	r.readListeners()
	r.readGateways()
	r.readQueues()
	r.readConnections(network.Edges())
	r.readUses(rights.Grants())
	r.readLeavings(network.Edges())
	r.readSecrets(rights.Grants())
	r.readStarts()
	r.readBackups()
	r.readStaticFiles()
	r.readViewers()
	r.readShared()
	r.readEndpoints()
	r.mergeAlike()
	r.readSecretReaders(rights.Grants())
	slices.SortStableFunc(r.system.Components, func(a, b Component) int { return cmp.Compare(a.Kind.rank(), b.Kind.rank()) })
	return r.system
}

// Component finds a component by its ID.
func (s System) Component(id string) (Component, bool) {
	i := slices.IndexFunc(s.Components, func(c Component) bool { return slices.Contains(c.Members, id) })
	if i < 0 {
		return Component{}, false
	}
	return s.Components[i], true
}

// Of lists the components of some kinds, in the order of the picture.
func (s System) Of(kinds ...Kind) []Component {
	var found []Component
	for _, component := range s.Components {
		if slices.Contains(kinds, component.Kind) {
			found = append(found, component)
		}
	}
	return found
}

// reader builds a System.
type reader struct {
	env    cloudformation.Environment
	system System
}

func (r *reader) add(c Component) {
	c.Members = []string{c.ID}
	r.system.Components = append(r.system.Components, c)
}
