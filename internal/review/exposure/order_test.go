package exposure_test

import "testing"

// Catches a service that takes a new image before the release's command has run, and a false alarm where it waits through another resource.
func TestWhatNoLongerWaitsForTheRelease(t *testing.T) {
	const release = `"R": {"Type": "Custom::Release", "Properties": {"ServiceToken": "f"}}, "T": {"Type": "AWS::SNS::Topic", "DependsOn": "R"}`
	services := func(dependsOn string) app {
		return resources(`{` + release + `, "S": {"Type": "AWS::ECS::Service", "DependsOn": ` + dependsOn + `}}`)
	}
	const want = "S: it no longer waits for the release: it takes a new image before the command has run, such as a migration"
	for _, c := range []struct {
		head app
		want []string
	}{
		{services(`["T"]`), nil},
		{services(`"R"`), nil},
		{services(`[]`), []string{want}},
		{resources(`{` + release + `, "S": {"Type": "AWS::ECS::Service", "Properties": {"ServiceName": {"Ref": "T"}}}}`), nil},
	} {
		wants(t, "weakening", compare(t, services(`["R"]`).Assembly(t), c.head.Assembly(t)).Weakenings, c.want...)
	}
}
