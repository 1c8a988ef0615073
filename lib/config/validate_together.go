package config

import "fmt"

// checkTogether checks what must differ between environments: whatever is made of their names and of what they write, where
// both could lie in one account. The second to be deployed would fail, half way through. Address ranges may be the same:
// nothing joins the networks.
func checkTogether(at place, environments []Environment) {
	for i, e := range environments {
		own := at.in(fmt.Sprintf("environments[%d]", i))
		for j, first := range environments[:i] {
			checkPair(own, e, at.in(fmt.Sprintf("environments[%d]", j)), first, fmt.Sprintf("environments[%d]", j))
		}
	}
}

// checkPair checks an environment against an earlier one, which there is called by its place in the list.
func checkPair(own place, e Environment, other place, first Environment, there string) {
	if own.sound("name") && other.sound("name") {
		own.refuse("name", e.Name == first.Name, quote(e.Name)+" is already the name of "+there, "another name")
	}
	checkDomains(own, e, other, first, there)
	if !own.sound("name", "account") || !other.sound("name", "account") || !mayShare(e.Account, first.Account) {
		return
	}
	for _, ending := range nameEndings() {
		own.refuse("name", e.Name == first.Name+ending || first.Name == e.Name+ending,
			fmt.Sprintf("what is called kasha-%s would belong to %s as well, whose name is %s", longer(e.Name, first.Name), there, quote(first.Name)),
			"another name, or another account; with "+quote(shorter(e.Name, first.Name))+" in use, "+quote(longer(e.Name, first.Name))+" is taken")
	}
	if !own.sound("region") || !other.sound("region") || e.Region != first.Region {
		return
	}
	if own.sound("database.secretNamePrefix") && other.sound("database.secretNamePrefix") {
		prefix := e.Database.SecretNamePrefix
		own.refuse("database.secretNamePrefix", prefix == first.Database.SecretNamePrefix,
			quote(prefix)+" already names the secrets of "+there+", in the same account and region",
			"another prefix, such as "+quote(secretName(e.Name)))
	}
	checkQueues(own, e, other, first, there)
}

// nameEndings are what Kasha puts behind kasha-<environment> where another environment's plain kasha-<environment> means a
// thing of the same kind: the aliases of keys, and the prefix of cached images beside that of the repositories. A queue's
// name is put there too; checkQueues looks at those.
func nameEndings() []string { return []string{"-archive", "-database", "-edge", "-ecr-public"} }

// mayShare reports whether two environments can be in one account. An account that is left open can be any.
func mayShare(one, other string) bool { return one == other || one == "" || other == "" }

func longer(a, b string) string {
	if len(a) > len(b) {
		return a
	}
	return b
}

func shorter(a, b string) string {
	if len(a) > len(b) {
		return b
	}
	return a
}

// checkDomains: an environment holds its domain's name, and the load balancer's inside it.
func checkDomains(own place, e Environment, other place, first Environment, there string) {
	if e.Edge.Domain == nil || first.Edge.Domain == nil || !own.sound("edge.domain.name") || !other.sound("edge.domain.name") {
		return
	}
	name, taken := e.Edge.Domain.Name, first.Edge.Domain.Name
	own.refuse("edge.domain.name", name == taken, quote(name)+" already belongs to "+there,
		"another name; CloudFront accepts a name for one distribution only")
	own.refuse("edge.domain.name", name == first.Edge.Domain.OriginName() || e.Edge.Domain.OriginName() == taken,
		fmt.Sprintf("%s is the name of a load balancer, behind %s", quote(longer(name, taken)), quote(shorter(name, taken))), "another name")
}

// OriginName is what CloudFront calls the public load balancer where there is a domain: the certificate needs a name.
func (d Domain) OriginName() string { return "origin." + d.Name }

// checkQueues: the name of a queue is kasha-<environment>-<queue>, and both may hold hyphens. Of kasha-a-b-jobs nothing says
// whether it is the queue b-jobs of a, or jobs of a-b.
func checkQueues(own place, e Environment, other place, first Environment, there string) {
	if !other.sound("messaging.main", "messaging.notification") {
		return
	}
	taken := map[string]bool{}
	for _, name := range append(append([]string{}, first.Messaging.Main...), first.Messaging.Notification...) {
		taken["kasha-"+first.Name+"-"+name] = true
	}
	for _, queues := range []struct {
		field string
		names []string
	}{{"messaging.main", e.Messaging.Main}, {"messaging.notification", e.Messaging.Notification}} {
		for i, name := range queues.names {
			full := "kasha-" + e.Name + "-" + name
			own.refuse(fmt.Sprintf("%s[%d]", queues.field, i), taken[full], "the queue would be called "+full+", like one of "+there+", in the same account and region",
				"another name for one of the two")
		}
	}
}
