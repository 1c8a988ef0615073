package architecture

import (
	"slices"
	"strings"

	"kasha/internal/cloudformation"
)

// readViewers says which viewers the web ACL of a distribution lets in, where a rule of it blocks everyone outside of some addresses.
func (r *reader) readViewers() {
	for _, distribution := range r.env.Resources("AWS::CloudFront::Distribution") {
		acl, _ := r.env.Find(distribution.Properties.Map("DistributionConfig").Text("WebACLId"))
		for _, rule := range acl.Properties.Maps("Rules") {
			inside := rule.Map("Statement").Map("NotStatement").Map("Statement")
			if rule.Map("Action")["Block"] == nil || len(inside) == 0 {
				continue
			}
			fact := r.admittedBy(inside)
			if fact == "" {
				fact = "anyone whom the rule " + rule.Text("Name") + " of the web ACL does not block"
			}
			r.setViewers(fact)
		}
	}
}

func (r *reader) setViewers(fact string) {
	for i, component := range r.system.Components {
		if component.Kind == Viewers {
			r.system.Components[i].Facts = []string{fact}
		}
	}
}

// admittedBy names the addresses and the headers of a statement; empty for a statement that it does not understand.
func (r *reader) admittedBy(statement cloudformation.Properties) string {
	each := statement.Map("OrStatement").Maps("Statements")
	if len(each) == 0 {
		each = []cloudformation.Properties{statement}
	}
	var addresses, headers []string
	for _, one := range each {
		header := one.Map("ByteMatchStatement").Map("FieldToMatch").Map("SingleHeader").Text("Name")
		set, ok := r.env.Find(one.Map("IPSetReferenceStatement").Text("Arn"))
		switch {
		case ok:
			addresses = append(addresses, set.Properties.Texts("Addresses")...)
		case header != "":
			headers = append(headers, "or with the secret header "+header)
		default:
			return ""
		}
	}
	if len(addresses) == 0 {
		return ""
	}
	admitted := append([]string{"only from " + strings.Join(addresses, ", ")}, headers...)
	return strings.Join(append(admitted, "the web ACL blocks all others"), "; ")
}

// readEndpoints lists the services of AWS that the network reaches without the internet.
func (r *reader) readEndpoints() {
	var names []string
	for _, endpoint := range r.env.Resources("AWS::EC2::VPCEndpoint") {
		_, name, found := strings.Cut(endpoint.Properties.Text("ServiceName"), "."+endpoint.Region+".")
		if !found {
			name = endpoint.Properties.Text("ServiceName")
		}
		if !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	if len(names) > 0 {
		r.system.Shared = append(r.system.Shared, "VPC endpoints, which need no NAT gateway: "+strings.Join(names, ", "))
	}
}
