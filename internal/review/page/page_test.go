package page_test

import (
	"html"
	"regexp"
	"strings"
	"testing"

	"kasha/internal/assembly"
	"kasha/internal/review"
	"kasha/internal/review/page"
	"kasha/tests/handmade"
	"kasha/tests/pagelinks"
)

// environment is the handmade environment after a change of its resources.
func environment(t *testing.T, change func(r assembly.Resource)) assembly.Assembly {
	t.Helper()
	stacks, err := handmade.Environment()
	if err != nil {
		t.Fatal(err)
	}
	for i := range stacks {
		_, name, _ := strings.Cut(stacks[i].Path, "/")
		stacks[i].Stage, stacks[i].Path = "prod", "prod/"+name
		for _, resource := range stacks[i].Template.Sorted() {
			if change != nil {
				change(resource)
			}
		}
	}
	return assembly.Assembly{Dir: "test", Stacks: stacks}
}

func singleZone(r assembly.Resource) {
	if r.Type == "AWS::RDS::DBInstance" {
		r.Properties["MultiAZ"] = r.Properties["MultiAZ"] != true
	}
}

func write(t *testing.T, base, head assembly.Assembly, r review.Report) string {
	t.Helper()
	r.Base, r.Head = "main", "the working tree"
	written, err := page.Read(base, head).Write(r, "docs/accepted-losses.json")
	if err != nil {
		t.Fatal(err)
	}
	return string(written)
}

// changed is a report about a changed database.
func changed() review.Report {
	return review.Report{
		Verdict: review.NoLoss,
		Weakenings: []review.Finding{{Environment: "prod", Stack: "data", Construct: "Database/Primary", What: "standby", Old: "true",
			New: "false"}},
		Environments: []review.Environment{{Name: "prod", Production: true, Change: review.Changed, Stacks: []review.Stack{
			{Name: "data", Change: review.Changed, Changes: []review.Change{{Kind: review.Changed, Construct: "Database/Primary",
				Type: "AWS::RDS::DBInstance", Properties: []review.PropertyChange{{Name: "MultiAZ", Old: true, New: false}}}}},
		}}},
	}
}

// Catches a page that lacks what the comment says, or what only the page says.
func TestAPageHasTheCommentPicturesMoneyAndOutages(t *testing.T) {
	written := write(t, environment(t, nil), environment(t, singleZone), changed())
	at := 0
	for _, part := range []string{
		"<title>Review: the working tree against main</title>", "Nothing is lost.", "Weaker protection and availability", "Database/Primary",
		"<code>true</code>", "Pictures</h2>", "prod</h3>", ">Before<", `class="thing changed" data-id="Database/Primary"`, "What differs",
		"Database primary: ", "Fixed cost</h2>", "Outages</h2>", "Database primary fails", `<span class="verdict `, "AWS promises",
		`<h2 id="changes">Changes</h2>`, "MultiAZ",
	} {
		i := strings.Index(written[at:], part)
		if i < 0 {
			t.Fatalf("%q is missing, or comes too early", part)
		}
		at += i
	}
	if strings.Contains(written, "ZgotmplZ") {
		t.Error("html/template refused a value: the page has ZgotmplZ")
	}
}

// Catches a difference in money with the wrong sign, and one that leaves out what the change removes.
func TestMoneyIsTheDifferenceOfTwoBills(t *testing.T) {
	twoSecrets := environment(t, nil)
	twoSecrets.Stacks[0].Template.Resources["OneMore"] = assembly.Resource{
		Type: "AWS::SecretsManager::Secret", Properties: map[string]any{}, LogicalID: "OneMore", Path: "OneMore",
	}
	oneSecret := environment(t, nil)
	for want, pair := range map[string][2]assembly.Assembly{"<strong>+$0.40</strong>": {oneSecret, twoSecrets},
		"<strong>−$0.40</strong>": {twoSecrets, oneSecret}} {
		if written := write(t, pair[0], pair[1], changed()); !strings.Contains(html.UnescapeString(written), want) {
			t.Errorf("the page does not have %q", want)
		}
	}
}

// Catches a page about nothing that shows empty sections, or seems to be about something.
func TestAReviewWithoutChangesSaysSo(t *testing.T) {
	same := review.Report{Verdict: review.Unchanged, Environments: []review.Environment{{Name: "prod", Change: review.Same}}}
	written := write(t, environment(t, nil), environment(t, nil), same)
	for _, part := range []string{"Nothing changes.", "Unchanged: prod."} {
		if !strings.Contains(written, part) {
			t.Errorf("the page does not have %q", part)
		}
	}
	for _, part := range []string{"<svg", "<h2", "<nav"} {
		if strings.Contains(written, part) {
			t.Errorf("the page has %q, although nothing changes", part)
		}
	}
}

// Catches a new environment that is compared with nothing, and one that is gone and no longer shown.
func TestANewAndARemovedEnvironmentHaveOnePicture(t *testing.T) {
	for word, pair := range map[string][2]assembly.Assembly{
		"prod (added)": {{}, environment(t, nil)}, "prod (removed)": {environment(t, nil), {}},
	} {
		written := write(t, pair[0], pair[1], changed())
		if n := strings.Count(written, "<svg"); n != 1 || !strings.Contains(written, word) {
			t.Errorf("%s: %d pictures, want one", word, n)
		}
		if strings.Contains(written, "#outages") {
			t.Errorf("%s: a section about outages, although there is nothing to compare", word)
		}
	}
}

// Catches values that become markup: the author of the change chooses them.
func TestValuesNeverBecomeMarkup(t *testing.T) {
	r := changed()
	r.Weakenings[0].Old = `<img src=x onerror="alert(1)">`
	r.Weakenings[0].What = "<script>alert(1)</script>"
	written := write(t, environment(t, nil), environment(t, singleZone), r)
	for _, raw := range []string{"<img", "<script>alert"} {
		if strings.Contains(written, raw) {
			t.Errorf("%q is in the page unescaped", raw)
		}
	}
}

// Catches a page that needs the network, a link that leads nowhere, and an ID that two things share.
func TestThePageLoadsNothingAndItsLinksLeadSomewhere(t *testing.T) {
	written := write(t, environment(t, nil), environment(t, singleZone), changed())
	for _, loads := range []string{`\ssrc=`, `<link\b`, `url\(`, `@import`, `fetch\(`, `href="[^#]`} {
		if found := regexp.MustCompile(loads).FindString(written); found != "" {
			t.Errorf("the page has %q, which may load something", found)
		}
	}
	pagelinks.Check(t, written)
}

// Catches an environment that cannot be drawn and is missing without a word.
func TestAPictureThatCannotBeDrawnIsExplained(t *testing.T) {
	broken := environment(t, nil)
	broken.Stacks[0].Template.Resources["Broken"] = assembly.Resource{Type: "AWS::SQS::Queue", LogicalID: "Broken", Path: "Broken",
		Properties: map[string]any{"QueueName": map[string]any{"Ref": "NoSuchThing"}}}
	if written := write(t, environment(t, nil), broken, changed()); !strings.Contains(written, "There is no picture after the change: ") {
		t.Error("the page does not say why a picture is missing")
	}
}

// Catches a change of a resource that a thing consists of, such as its task definition, which the picture does not mark.
func TestChangesOfPartsAreMarkedAndTagsAreNot(t *testing.T) {
	for name, want := range map[string]string{
		"Image": `class="thing changed" data-id="Backend"`, "Tags": `class="thing" data-id="Backend"`,
	} {
		r := changed()
		property := review.PropertyChange{Name: name, Old: map[string]any{"a": "b"}, New: map[string]any{"a": "c"}}
		r.Environments[0].Stacks[0].Changes = []review.Change{{Kind: review.Changed, Construct: "Backend/Task",
			Type: "AWS::ECS::TaskDefinition", Properties: []review.PropertyChange{property}}}
		if written := write(t, environment(t, nil), environment(t, singleZone), r); !strings.Contains(written, want) {
			t.Errorf("%s: the page does not have %q", name, want)
		}
	}
}

// Catches a line that appears between two things and is not marked.
func TestANewConnectionIsMarked(t *testing.T) {
	open := environment(t, nil)
	closed := environment(t, func(r assembly.Resource) { delete(r.Properties, "SecurityGroupEgress") })
	for i := range closed.Stacks {
		for id, r := range closed.Stacks[i].Template.Resources {
			if r.Type == "AWS::EC2::SecurityGroupEgress" || r.Type == "AWS::EC2::SecurityGroupIngress" {
				delete(closed.Stacks[i].Template.Resources, id)
			}
		}
	}
	written := write(t, closed, open, changed())
	for _, part := range []string{
		`class="link added" data-from="Backend" data-to="Database/Primary"`, "New: Backend may connect to Database primary on",
	} {
		if !strings.Contains(written, part) {
			t.Errorf("the page does not have %q", part)
		}
	}
}

// Catches a secret that a process gets, or an address that it may reach, of which the page shows two pictures and says nothing.
func TestSecretsAndDestinationsAreCompared(t *testing.T) {
	head := environment(t, func(r assembly.Resource) {
		switch {
		case r.Type == "AWS::ECS::TaskDefinition" && strings.HasPrefix(r.Path, "Backend/"):
			container := r.Properties["ContainerDefinitions"].([]any)[0].(map[string]any)
			container["Secrets"] = []any{map[string]any{"Name": "A", "ValueFrom": "arn:aws:ssm:us-east-1:111111111111:parameter/shop/smtp"}}
		case r.Type == "AWS::EC2::SecurityGroup" && strings.HasPrefix(r.Path, "BackendTasks/"):
			r.Properties["SecurityGroupEgress"].([]any)[0].(map[string]any)["CidrIp"] = "192.0.2.0/24"
		}
	})
	written := html.UnescapeString(write(t, environment(t, nil), head, changed()))
	for _, part := range []string{
		"Backend: ", "secrets now parameter /shop/smtp", "by rules to the internet tcp 443 to any address → tcp 443 to 192.0.2.0/24",
		`class="thing changed" data-id="Backend"`,
	} {
		if !strings.Contains(written, part) {
			t.Errorf("the page does not have %q", part)
		}
	}
}
