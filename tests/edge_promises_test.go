package tests

import (
	"testing"

	"kasha/tests/requests"
	"kasha/tests/requests/promised"
	"kasha/tests/verdicts"
)

// TestTheEdgeKeepsWhatEachFieldPromises catches a field of edge that is lost on its way into the templates, and one that does more than it
// says. The promises are written without a look at the constructs.
func TestTheEdgeKeepsWhatEachFieldPromises(t *testing.T) {
	functions, err := requests.StartFunctions()
	if err != nil {
		t.Fatal(err)
	}
	defer functions.Close()
	eachShape(t, func(p platform) {
		broken, err := promised.Check(p.env, p.stacks, functions)
		if err != nil {
			p.t.Fatal(err)
		}
		for field, problems := range broken {
			p.t.Errorf("edge.%s: %d promises are broken, such as %s", field, len(problems), problems[0])
		}
	})
}

// hole is a change of a template that takes away what a field of edge says.
type hole struct {
	field string // under edge
	shape string
	edit  verdicts.Edit
}

// TestAHoleInEachFieldIsFound plants a hole in each field of edge, in real templates. It catches a promise that nothing can break, and a
// field whose loss nothing finds.
func TestAHoleInEachFieldIsFound(t *testing.T) {
	functions, err := requests.StartFunctions()
	if err != nil {
		t.Fatal(err)
	}
	defer functions.Close()
	planted := map[string]int{}
	for _, hole := range holes() {
		p := platformOf(t, hole.shape)
		stacks, err := hole.edit.Apply(p.stacks)
		if err != nil {
			t.Fatalf("%s, %s: %v", hole.field, hole.edit.Name, err)
		}
		broken, err := promised.Check(p.env, stacks, functions)
		if err != nil {
			t.Errorf("%s: %s: %v", hole.field, hole.edit.Name, err)
		} else if len(broken[hole.field]) == 0 {
			t.Errorf("%s: %s: no promise of the field is broken, but %v, want one", hole.field, hole.edit.Name, broken)
		}
		planted[hole.field]++
	}
	for _, field := range promised.Fields() {
		if planted[field] == 0 && foundElsewhere()[field] == "" {
			t.Errorf("edge.%s: no hole is planted; fix: add one to holes()", field)
		}
	}
	for field := range foundElsewhere() {
		if planted[field] > 0 {
			t.Errorf("edge.%s has a hole, want it out of foundElsewhere()", field)
		}
	}
}

// foundElsewhere are the fields whose loss another named test or rule finds.
func foundElsewhere() map[string]string {
	return map[string]string{
		"originPrefixList":   "a promise of internal/promises: only CloudFront's addresses reach the frontend's load balancer",
		"origin":             "TestPlantedHolesOfAPrivateOriginAreFound",
		"bothOrigins":        "TestPlantedHolesOfAPrivateOriginAreFound",
		"readTimeoutSeconds": "the time-outs of docs/application.md, which a test compares",
		"domain.zoneName":    "TestEveryNameLeadsToTheDistribution", "domain.hostedZoneId": "TestEveryNameLeadsToTheDistribution",
		"domain.manualRecords": "TestManualRecordsLeaveTheZoneAlone", "domain.originCertificateArn": "TestManualRecordsLeaveTheZoneAlone",
	}
}
