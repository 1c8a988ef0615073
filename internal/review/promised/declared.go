package promised

import (
	"kasha/internal/allowlist"
	"kasha/internal/assembly"
	"kasha/internal/cloudformation"
	"kasha/internal/permissions"
	"kasha/internal/promises"
	"kasha/internal/reach"
	"kasha/internal/review"
	"kasha/internal/review/exposure"
	"kasha/lib/offers"
)

// Declarations say which rights of something new internal/promises derives from what a process of head declares. The models are built when
// the first right of an environment is asked about, because most changes have no such right.
type Declarations struct {
	head  assembly.Assembly
	known map[string]*declared // by environment; nil for one that cannot be read
}

// declared is one environment, and the two lists of what it may do.
type declared struct {
	permissions *permissions.Model
	network     *reach.Model
	may         []allowlist.Permission
	uses        []allowlist.Permission // those of them that the field uses of a process declares
	connections []allowlist.Connection
}

// Declared prepares to answer for the environments of head.
func Declared(head assembly.Assembly) *Declarations {
	return &Declarations{head: head, known: map[string]*declared{}}
}

// Explain says whether the lists allow all of a right. What cannot be read is not explained, and stays an opening.
func (d *Declarations) Explain(environment string, right exposure.Right) review.Explanation {
	if _, asked := d.known[environment]; !asked {
		d.known[environment] = declaredIn(d.head.Stage(environment))
	}
	of := d.known[environment]
	switch rule, statement := right.Rule, right.Statement.Statement; {
	case of == nil:
		return review.Unexplained
	case rule.GroupID != "":
		if of.network.Explains(of.connections, rule.GroupID, rule.Egress, ruleProperties(rule)) {
			return review.Declared
		}
		return review.Unexplained
	case right.Exists && !permissions.IsSensitive(statement): // nothing shows that it has to do with the declaration
		return review.Unexplained
	case right.Exists && !of.permissions.Explains(of.uses, statement):
		return review.Unexplained
	case !of.permissions.Explains(of.may, statement):
		return review.Unexplained
	case permissions.IsSensitive(statement):
		return review.Declared
	}
	return review.Harmless
}

func declaredIn(stacks []assembly.Stack) *declared {
	if len(stacks) == 0 {
		return nil
	}
	environment, err := cloudformation.Resolve(stacks)
	if err != nil {
		return nil
	}
	return &declared{
		permissions: permissions.Build(environment, promises.HarmlessActions()),
		may:         promises.Permissions(environment), uses: promises.Uses(environment),
		network: reach.Build(environment, offers.OriginPrefixList), connections: withoutEgress(promises.Connections(environment)),
	}
}

// withoutEgress leaves out connections to the internet on other ports than HTTPS. Only the field egress declares them, and the review calls
// them openings, also for a new process.
func withoutEgress(list []allowlist.Connection) []allowlist.Connection {
	var kept []allowlist.Connection
	for _, line := range list {
		if line.To != allowlist.Internet || line.On == allowlist.TCP(443) {
			kept = append(kept, line)
		}
	}
	return kept
}

// ruleProperties is a rule as a template has it.
func ruleProperties(rule exposure.Rule) cloudformation.Properties {
	properties := cloudformation.Properties{"IpProtocol": rule.IPProtocol, "FromPort": rule.FromPort, "ToPort": rule.ToPort}
	group, list := "SourceSecurityGroupId", "SourcePrefixListId"
	if rule.Egress {
		group, list = "DestinationSecurityGroupId", "DestinationPrefixListId"
	}
	for name, value := range map[string]string{
		"CidrIp": rule.Peer.IP, group: rule.Peer.SecurityGroupID, list: rule.Peer.PrefixListID,
	} {
		if value != "" {
			properties[name] = value
		}
	}
	return properties
}
