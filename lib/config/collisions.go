package config

import (
	"fmt"
	"slices"

	"kasha/lib/names"
)

// checkCollisions checks what must differ between two environments that may be in one account: names made of the environments'
// names or fields. Otherwise the deployment of the second would fail halfway. Address ranges may be the same: nothing connects the
// networks.
func checkCollisions(at object, environments []Environment) {
	for i, e := range environments {
		for j, earlier := range environments[:i] {
			pair{
				at: at.element("environments", i), e: e,
				earlierAt: at.element("environments", j), earlier: earlier, earlierPath: fmt.Sprintf("environments[%d]", j),
			}.check()
		}
	}
}

// pair is an environment and one that precedes it in the list. Problems are reported for the later one.
type pair struct {
	at          object
	e           Environment
	earlierAt   object
	earlier     Environment
	earlierPath string // for messages
}

// bothValid reports whether the fields of both can be relied on.
func (p pair) bothValid(fields ...string) bool {
	return p.at.valid(fields...) && p.earlierAt.valid(fields...)
}

func (p pair) check() {
	if p.bothValid("name") && p.e.Name == p.earlier.Name {
		p.at.reject("name", quote(p.e.Name)+" is already the name of "+p.earlierPath, "another name")
	}
	p.checkDomains()
	if !p.bothValid("name", "account") || !mayShareAccount(p.e.Account, p.earlier.Account) {
		return
	}
	p.checkSharedEndings()
	if !p.bothValid("region") || p.e.Region != p.earlier.Region {
		return
	}
	if prefix := p.e.Database.SecretNamePrefix; p.bothValid("database.secretNamePrefix") && prefix == p.earlier.Database.SecretNamePrefix {
		p.at.reject("database.secretNamePrefix",
			quote(prefix)+" already names the secrets of "+p.earlierPath+", in the same account and region",
			"another prefix, such as "+quote(p.e.Names().SecretPrefix()))
	}
	p.checkQueues()
	p.checkSecrets()
	p.checkJobs()
}

// checkJobs: a job's full name has the environment's name and the job's in it, as a queue's has.
func (p pair) checkJobs() {
	taken := map[string]bool{}
	for _, e := range []Environment{p.earlier, p.e} {
		taken[e.Names().RestartStateMachine()], taken[e.Names().HoldersStateMachine()] = true, true
		taken[e.Names().Machine(names.Release)] = true // kasha-a-job-release is that of a-job, and a job of a
	}
	for _, name := range p.earlier.JobNames() {
		taken[p.earlier.Names().Machine(names.Job(name))] = true
	}
	for _, name := range p.e.JobNames() {
		if full := p.e.Names().Machine(names.Job(name)); taken[full] {
			at := p.at
			at.path = child(at.field("jobs"), name)
			at.reject("", "the job's state machine would be called "+full+", like one of "+p.earlierPath+", in the same account and region",
				"another name")
		}
	}
}

// mayShareAccount reports whether two environments can be in one account. An account that is not written can be any.
func mayShareAccount(one, other string) bool { return one == other || one == "" || other == "" }

// checkSharedEndings checks names to which names.SharedEndings applies. The key kasha-dev-edge of dev is the general key of dev-edge. The
// cluster kasha-dev-sql of its SQL task is that of the services of dev-sql.
func (p pair) checkSharedEndings() {
	shorter, longer := byLength(p.e.Name, p.earlier.Name)
	for _, ending := range names.SharedEndings() {
		if longer == shorter+ending {
			p.at.reject("name",
				fmt.Sprintf("the name %s would belong to %s too, whose name is %s",
					names.Environment(longer).GeneralKey(), p.earlierPath, quote(p.earlier.Name)),
				"another name, or another account; with "+quote(shorter)+" in use, "+quote(longer)+" is taken")
		}
	}
}

// checkDomains: an environment has its domain's name and its aliases, and the load balancer's inside the domain.
func (p pair) checkDomains() {
	if p.e.Edge.Domain == nil || p.earlier.Edge.Domain == nil {
		return
	}
	edge, theirs := p.at.in("edge"), append(p.earlier.Edge.HostNames(), p.earlier.Edge.Domain.OriginName())
	if p.bothValid("edge.domain.name", "edge.aliases") {
		p.checkHostName(edge.in("domain"), "name", p.e.Edge.Domain.Name, theirs)
		if own := p.e.Edge.Domain; slices.Contains(p.earlier.Edge.HostNames(), own.OriginName()) {
			edge.reject("domain.name", fmt.Sprintf("%s is the name of a load balancer, behind %s", quote(own.OriginName()), quote(own.Name)),
				"another name")
		}
	}
	for i, alias := range p.e.Edge.Aliases {
		if p.bothValid("edge.domain.name", "edge.aliases") {
			p.checkHostName(edge.element("aliases", i), "", alias.Name, theirs)
		}
	}
}

// checkHostName checks one of the site's names against the earlier environment's names, of which the load balancer's is the last.
func (p pair) checkHostName(at object, field, name string, theirs []string) {
	origin := theirs[len(theirs)-1]
	if slices.Contains(theirs[:len(theirs)-1], name) {
		at.reject(field, quote(name)+" already belongs to "+p.earlierPath,
			"another name; CloudFront accepts a name for one distribution only")
	}
	if name == origin {
		at.reject(field, fmt.Sprintf("%s is the name of a load balancer, behind %s", quote(origin), quote(p.earlier.Edge.Domain.Name)),
			"another name")
	}
}

// checkQueues: a queue's full name is kasha, the environment's name and the queue's, joined by hyphens, which both names may hold.
// The queue b-jobs of the environment a has the same full name as the queue jobs of a-b.
func (p pair) checkQueues() {
	if !p.earlierAt.valid("messaging.main", "messaging.notification") {
		return
	}
	taken := map[string]bool{}
	for _, list := range p.earlier.Messaging.lists() {
		for _, name := range list.queues {
			taken[p.earlier.Names().Queue(name)] = true
		}
	}
	messaging := p.at.in("messaging")
	for _, list := range p.e.Messaging.lists() {
		for i, name := range list.queues {
			if full := p.e.Names().Queue(name); taken[full] {
				messaging.element(list.field, i).reject("",
					"the queue would be called "+full+", like one of "+p.earlierPath+", in the same account and region",
					"another name for one of the two")
			}
		}
	}
}

func byLength(a, b string) (shorter, longer string) {
	if len(a) > len(b) {
		return b, a
	}
	return a, b
}
