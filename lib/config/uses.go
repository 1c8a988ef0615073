package config

import (
	"cmp"
	"maps"
	"slices"
	"strings"

	"kasha/lib/spelling"
)

// Uses is what a process uses of its environment. Everything that the process gets follows from it: security group rules,
// permissions, variables, injected secrets, and a restart after a rotation.
type Uses []Use

// Use is one thing that a process uses, parsed. UseOf reads one. Other packages ask its fields, and never parse the text.
type Use struct {
	Written string // as written
	Thing   Thing  // empty where the text is not understood
	Queue   string // the queue's name, or EveryQueue; empty for other things
	Service string // the name of an internal service, or backend; empty for other things
	Send    bool   // of a queue: the process sends to it
	Receive bool   // of a queue: the process takes messages from it
}

// Thing is what a process may use.
type Thing string

// The things that a process may use.
const (
	UsesDatabase Thing = "database" // the primary, directly or through the proxy
	UsesReplica  Thing = "replica"  // the read replica, where there is one
	UsesBucket   Thing = "bucket"
	UsesQueue    Thing = "queue"   // written queue:NAME, queue:NAME:send or queue:NAME:receive
	UsesService  Thing = "service" // written service:NAME
)

// EveryQueue stands for every queue in queue:*.
const EveryQueue = "*"

// everything is what the backend uses by default.
func everything() Uses {
	return Uses{UseOf(string(UsesDatabase)), UseOf(string(UsesReplica)), UseOf(string(UsesBucket)), UseOf("queue:" + EveryQueue)}
}

// IsDefaultUse reports whether a process uses what it does when nothing is written.
func IsDefaultUse(process string, uses Uses) bool {
	if process == "backend" {
		return slices.Equal(uses, everything())
	}
	return process == "frontend" && len(uses) == 0
}

// UseOf reads one use. A text that it does not understand has no Thing; the rules reject it.
func UseOf(text string) Use {
	parts := strings.Split(text, ":")
	use := Use{Written: text}
	switch thing := Thing(parts[0]); {
	case len(parts) == 1 && slices.Contains([]Thing{UsesDatabase, UsesReplica, UsesBucket}, thing):
		use.Thing = thing
	case thing == UsesService && len(parts) == 2 && parts[1] != "":
		use.Thing, use.Service = thing, parts[1]
	case thing == UsesQueue && len(parts) == 2 && parts[1] != "":
		use.Thing, use.Queue, use.Send, use.Receive = thing, parts[1], true, true
	case thing == UsesQueue && len(parts) == 3 && parts[1] != "" && slices.Contains([]string{"send", "receive"}, parts[2]):
		use.Thing, use.Queue, use.Send, use.Receive = thing, parts[1], parts[2] == "send", parts[2] == "receive"
	}
	return use
}

// UnmarshalText reads a use as cdk.json has it.
func (u *Use) UnmarshalText(text []byte) error {
	*u = UseOf(string(text))
	return nil
}

// MarshalText writes a use as cdk.json has it.
func (u Use) MarshalText() ([]byte, error) { return []byte(u.Written), nil }

// Has reports whether a process uses the database, the replica or the bucket.
func (u Uses) Has(thing Thing) bool {
	return slices.ContainsFunc(u, func(use Use) bool { return use.Thing == thing })
}

// MySQL reports whether a process connects to a MySQL server: the primary or the replica. It then has a user, and a pool for each.
func (u Uses) MySQL() bool { return u.Has(UsesDatabase) || u.Has(UsesReplica) }

// SendsTo reports whether a process sends to a queue.
func (u Uses) SendsTo(queue string) bool {
	return slices.ContainsFunc(u, func(use Use) bool { return use.is(queue) && use.Send })
}

// ReceivesFrom reports whether a process takes messages from a queue.
func (u Uses) ReceivesFrom(queue string) bool {
	return slices.ContainsFunc(u, func(use Use) bool { return use.is(queue) && use.Receive })
}

// Calls returns the services that a process calls over the internal load balancer, beside what the frontend always may.
func (u Uses) Calls() []string {
	var services []string
	for _, use := range u {
		if use.Thing == UsesService {
			services = append(services, use.Service)
		}
	}
	return services
}

func (u Use) is(queue string) bool {
	return u.Thing == UsesQueue && (u.Queue == queue || u.Queue == EveryQueue)
}

// Texts returns the uses as they were written.
func (u Uses) Texts() []string {
	texts := []string{}
	for _, use := range u {
		texts = append(texts, use.Written)
	}
	return texts
}

// checkUses checks what the processes use, and that every queue has a process that receives from it.
func checkUses(at object, e Environment) {
	queues := e.Messaging.QueueNames()
	if !at.in("messaging").valid("main", "notification") {
		queues = nil // a name that was rejected is not repeated
	}
	for _, process := range e.Processes() {
		if own := at.in(process.Field); process.Ends() && !own.written[own.field("uses")] {
			continue // they are those of the process that it runs
		}
		for i := range len(process.Uses) - process.implied {
			checkUse(at.in(process.Field).element("uses", i), process.Uses, i, queues, e)
			checkCall(at.in(process.Field).element("uses", i), process, process.Uses[i], e)
		}
		uses := process.Uses
		at.in(process.Field).rejectIf(uses.Has(UsesReplica) && !uses.Has(UsesDatabase) && !e.Database.ReadReplica, "uses",
			"there is no read replica, and without it the process has no database",
			`"database" beside or instead of "replica", or database.readReplica: true`)
	}
	checkReceivers(at, e)
}

// checkReceivers checks that a process receives from each queue. A misspelt queue of a process explains that nothing receives from the one
// that is meant, and is reported alone.
func checkReceivers(at object, e Environment) {
	for _, list := range e.Messaging.lists() {
		for i, queue := range list.queues {
			if at.in("messaging").valid(list.field) && len(e.Receivers(queue)) == 0 && !e.isMeant(queue) {
				at.in("messaging").element(list.field, i).reject("",
					"no process receives from the queue "+quote(queue)+", so SQS would delete its messages after some days",
					`"queue:`+queue+`" in the uses of a process, or remove the queue`)
			}
		}
	}
}

// isMeant reports whether a process names a queue that does not exist, and may mean this one.
func (e Environment) isMeant(queue string) bool {
	queues := e.Messaging.QueueNames()
	mayMean := func(written string) bool {
		guess := spelling.Nearest(written, queues)
		return !slices.Contains(queues, written) && (guess == queue || guess == "")
	}
	for _, worker := range e.Workers {
		if mayMean(worker.Queue) {
			return true
		}
	}
	for _, process := range e.Processes() {
		for _, use := range process.Uses {
			written, _ := strings.CutPrefix(use.Written, string(UsesQueue))
			misread := use.Thing == "" && written != use.Written // "queue:NAME:read", or "queue/NAME"
			if misread || use.Thing == UsesQueue && use.Queue != EveryQueue && mayMean(use.Queue) {
				return true
			}
		}
	}
	return false
}

// checkUse checks one element of a list of uses.
func checkUse(at object, uses Uses, i int, queues []string, e Environment) {
	use := uses[i]
	if use.Thing == "" {
		at.reject("", quote(use.Written)+" is not a thing that a process can use", suggestion(use.Written, possibleUses(queues, e)))
		return
	}
	if use.Thing == UsesQueue && use.Queue != EveryQueue && len(queues) > 0 && !slices.Contains(queues, use.Queue) {
		at.reject("", "there is no queue "+quote(use.Queue), cmp.Or(suggestion(use.Written, possibleUses(queues, e)), "a queue of messaging"))
	}
	for _, earlier := range uses[:i] {
		sameQueue := earlier.Queue == use.Queue || earlier.Queue == EveryQueue || use.Queue == EveryQueue
		if earlier.Thing == use.Thing && earlier.Service == use.Service && sameQueue {
			at.reject("", quote(use.Written)+" and "+quote(earlier.Written)+" name the same thing", "one of them")
		}
	}
}

// checkCall checks that a process calls an internal service that exists.
func checkCall(at object, process Process, use Use, e Environment) {
	if use.Thing != UsesService {
		return
	}
	s, exists := e.Services[use.Service]
	callable := slices.Sorted(maps.Keys(e.Callable()))
	switch {
	case process.Name == e.ProcessName(use.Service):
		at.reject("", "the process would call itself", "remove it")
	case use.Service == "frontend" || exists && !s.IsInternal():
		at.reject("", quote(use.Service)+" is public: it takes requests of the site's distribution only",
			oneOf(callable)+`, after "service:"`)
	case !slices.Contains(callable, use.Service):
		at.reject("", "there is no internal service "+quote(use.Service), `"service:" and `+suggestion(use.Service, callable))
	}
}

// possibleUses returns what an element of uses may be, without the directions of queues.
func possibleUses(queues []string, e Environment) []string {
	possible := []string{string(UsesDatabase), string(UsesReplica), string(UsesBucket)}
	for _, queue := range queues {
		possible = append(possible, string(UsesQueue)+":"+queue)
	}
	for _, service := range slices.Sorted(maps.Keys(e.Callable())) {
		possible = append(possible, string(UsesService)+":"+service)
	}
	return possible
}
