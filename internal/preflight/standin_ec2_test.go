package preflight

import (
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strings"
)

func (a *standIn) ec2(w http.ResponseWriter, r *http.Request, region string) {
	w.Header().Set("Content-Type", "text/xml")
	action := r.FormValue("Action")
	switch {
	case a.noZones == hangUp:
		panic(http.ErrAbortHandler)
	case a.noZones != "" || r.FormValue("Version") == "":
		w.WriteHeader(http.StatusForbidden)
		fmt.Fprintf(w, "<Response><Errors><Error><Code>%s</Code><Message>The stand-in says so.</Message></Error></Errors></Response>", a.noZones)
	case action == "DescribeAvailabilityZones":
		a.describeZones(w, region)
	case action == "DescribeVpcs":
		fmt.Fprintf(w, "<DescribeVpcsResponse><vpcSet>%s</vpcSet></DescribeVpcsResponse>", items(a.vpcs))
	case action == "DescribeAddresses":
		fmt.Fprintf(w, "<DescribeAddressesResponse><addressesSet>%s</addressesSet></DescribeAddressesResponse>", items(a.addresses))
	}
}

// items writes things with the tags of their environments.
func items(of []string) string {
	var text strings.Builder
	for _, environment := range of {
		text.WriteString("<item><tagSet>")
		if environment != "" {
			fmt.Fprintf(&text, "<item><key>application</key><value>kasha</value></item><item><key>environment</key><value>%s</value></item>",
				environment)
		}
		text.WriteString("</tagSet></item>")
	}
	return text.String()
}

func (a *standIn) describeZones(w http.ResponseWriter, region string) {
	zones := a.zones
	if zones == nil {
		short := map[string]string{"us-east-1": "use1", "eu-west-1": "euw1"}[region]
		zones = map[string]string{region + "a": short + "-az1", region + "b": short + "-az2", region + "c": short + "-az4"}
	}
	fmt.Fprint(w, "<DescribeAvailabilityZonesResponse><availabilityZoneInfo>")
	for _, name := range slices.Sorted(maps.Keys(zones)) {
		state := "available"
		if id, off := strings.CutPrefix(zones[name], "impaired "); off {
			state, zones[name] = "impaired", id
		}
		fmt.Fprintf(w, "<item><zoneName>%s</zoneName><zoneId>%s</zoneId><zoneState>%s</zoneState></item>", name, zones[name], state)
	}
	fmt.Fprint(w, "</availabilityZoneInfo></DescribeAvailabilityZonesResponse>")
}

// quota answers as Service Quotas does, which knows the quotas of CloudFront in us-east-1 only.
func (a *standIn) quota(w http.ResponseWriter, r *http.Request, region string) {
	var input struct{ ServiceCode, QuotaCode string }
	_ = json.NewDecoder(r.Body).Decode(&input)
	value, ok := a.granted[input.ServiceCode+"/"+input.QuotaCode]
	switch {
	case a.granted == nil || r.Header.Get("X-Amz-Target") != "ServiceQuotasV20190624.GetServiceQuota":
		w.WriteHeader(http.StatusBadRequest)
		fmt.Fprint(w, `{"__type": "com.amazonaws.servicequotas#AccessDeniedException"}`)
	case !ok || input.ServiceCode == "cloudfront" && region != "us-east-1":
		w.WriteHeader(http.StatusBadRequest)
		fmt.Fprint(w, `{"__type": "com.amazonaws.servicequotas#NoSuchResourceException"}`)
	default:
		fmt.Fprintf(w, `{"Quota": {"Value": %v}}`, value)
	}
}
