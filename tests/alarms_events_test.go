package tests

import (
	"slices"
	"strings"
	"testing"
)

// TestEventsOfTheDatabaseReachTheTopic catches an event of RDS that no rule matches, or whose message a pager's filter does not know. The
// ids are from the RDS user guide, "Amazon RDS event categories and event messages".
func TestEventsOfTheDatabaseReachTheTopic(t *testing.T) {
	urgent := []string{"0221", "0222", "0022", "0419", "0418", "0403", "0020", "0013", "0031", "0007", "0089"}
	eachShape(t, func(p platform) {
		scheduled, full := p.env.Schedule != nil, p.env.Alarms.IsFull()
		for name, want := range map[string][]string{
			"critical-database-events":     urgent,
			"warning-database-maintenance": {"0021", "0006", "0026", "0045"},
			"warning-database-patches":     {"0230", "0155", "0501"},
			"critical-proxy-events":        {"0243", "0275"},
		} {
			exists := full || strings.HasPrefix(name, "critical-")
			if strings.HasSuffix(name, "proxy-events") {
				exists = p.env.Database.Proxy
			}
			ids, sources, message := p.rdsRule("kasha-" + p.env.Name + "-" + name)
			if !exists {
				if ids != nil {
					p.t.Errorf("%s exists, want it left out", name)
				}
				continue
			}
			for _, id := range want {
				if !slices.Contains(ids, "RDS-EVENT-"+id) {
					p.t.Errorf("%s matches %v, want RDS-EVENT-%s among them", name, ids, id)
				}
			}
			if stopped := slices.Contains(ids, "RDS-EVENT-0087"); name == "critical-database-events" && stopped == scheduled {
				p.t.Errorf("%s matches a stopped instance: %v; want %v, because a schedule stops it every evening", name, stopped, !scheduled)
			}
			if !strings.Contains(message, `"AlarmName":"kasha-`+p.env.Name+"-"+name+`"`) {
				p.t.Errorf("the message of %s is %s, want its AlarmName", name, message)
			}
			if replica := "kasha-" + p.env.Name + "-mysql-replica"; strings.Contains(name, "-database-") &&
				p.env.Database.ReadReplica != slices.Contains(sources, replica) {
				p.t.Errorf("%s matches %v, want %s among them: %v", name, sources, replica, p.env.Database.ReadReplica)
			}
		}
	})
}

// rdsRule is what the rule of a name matches, and the message that it publishes. ids is nil without such a rule.
func (p platform) rdsRule(name string) (ids, sources []string, message string) {
	const mostEventBridgeTakes = 2048 // PutRule, EventPattern; a quota of the account may be higher
	for _, rule := range p.all("AWS::Events::Rule") {
		pattern := rule.Properties.Map("EventPattern")
		if rule.Properties.Text("Name") != name || !slices.Contains(pattern.Texts("source"), "aws.rds") {
			continue
		}
		if text := asJSON(pattern); len(text) > mostEventBridgeTakes {
			p.t.Errorf("the pattern of %s has %d characters, want at most %d", name, len(text), mostEventBridgeTakes)
		}
		detail := pattern.Map("detail")
		for _, target := range rule.Properties.Maps("Targets") {
			message += target.Map("InputTransformer").Text("InputTemplate")
		}
		return detail.Texts("EventID"), detail.Texts("SourceIdentifier"), message
	}
	return nil, nil, ""
}
