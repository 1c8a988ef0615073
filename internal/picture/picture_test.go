package picture

import (
	"encoding/xml"
	"fmt"
	"io"
	"strings"
	"testing"

	"kasha/internal/architecture"
)

// system is a small environment, with names that mean something in XML.
func system() architecture.System {
	component := func(id, title string, kind architecture.Kind, tier string) architecture.Component {
		return architecture.Component{ID: id, Title: title, Kind: kind, Tier: tier, Zones: []string{"a", "b"}, Members: []string{id}}
	}
	tasks := component("Shop", "Shop <&> more", architecture.Service, "private")
	tasks.Count = architecture.Count{Least: 3, Most: 6}
	worker := component("Worker", "Worker", architecture.Service, "private")
	worker.Count = architecture.Count{Least: 1, Most: 1}
	queue := component("jobs", "jobs", architecture.Queue, "")
	return architecture.System{
		Name: "test", Region: "eu-west-1", Network: "10.0.0.0/16", Zones: []string{"a", "b"},
		Tiers: []architecture.Tier{
			{Name: "private", Out: "NAT gateway", Subnets: []architecture.Subnet{{Zone: "a", Range: "10.0.0.0/24"}, {Zone: "b"}}},
			{Name: "database"},
		},
		Components: []architecture.Component{
			component("internet", "Viewers", architecture.Viewers, ""), tasks, worker,
			component("Db", "Database", architecture.Database, "database"), queue,
		},
		Connections: []architecture.Connection{
			{From: "internet", To: "Shop", Label: "tcp 443"}, {From: "Shop", To: "Db", Label: "tcp 3306"},
			{From: "Worker", To: "Db", Label: "tcp 3306"},
		},
		Uses: []architecture.Use{{Process: "Worker", Thing: "jobs", May: []string{"receive"}}},
	}
}

// Catches a picture that no browser shows, one that loads something, and a title that is read as markup.
func TestAPictureIsOneDocumentThatLoadsNothing(t *testing.T) {
	for _, options := range []Options{{}, {InPage: true, Prefix: "p-", Marks: map[string]Mark{"Shop": Changed}}} {
		drawn := Of(system(), options)
		decoder := xml.NewDecoder(strings.NewReader(drawn))
		for {
			token, err := decoder.Token()
			if err == io.EOF {
				break
			}
			if err != nil {
				t.Fatalf("%v\n%s", err, drawn)
			}
			start, ok := token.(xml.StartElement)
			if !ok {
				continue
			}
			for _, attribute := range start.Attr {
				if attribute.Name.Local != "xmlns" && strings.Contains(attribute.Value, "://") {
					t.Errorf("%s loads %s", start.Name.Local, attribute.Value)
				}
			}
		}
	}
}

// Catches two runs that differ: the pictures in docs would change without a reason.
func TestAPictureIsTheSameEachTime(t *testing.T) {
	if one, other := Of(system(), Options{}), Of(system(), Options{}); one != other {
		t.Error("two pictures of the same environment differ")
	}
}

// Catches a box that covers another one, and one that stands outside of the picture.
func TestBoxesStandApart(t *testing.T) {
	l := newLayout(system(), nil)
	all := append(append([]box{}, l.boxes...), l.things...)
	if len(all) != len(system().Components) {
		t.Fatalf("%d boxes for %d components", len(all), len(system().Components))
	}
	for i, one := range all {
		if one.x < 0 || one.y < 0 || one.x+one.width > l.width || one.y+one.height > l.height {
			t.Errorf("%s stands outside", one.component.ID)
		}
		for _, other := range all[i+1:] {
			if one.x < other.x+other.width && other.x < one.x+one.width && one.y < other.y+other.height && other.y < one.y+one.height {
				t.Errorf("%s and %s overlap", one.component.ID, other.component.ID)
			}
		}
	}
}

// Catches a list that is printed over the heads of the columns, over a cell, or below the picture.
func TestListsStandApart(t *testing.T) {
	for _, secrets := range []int{0, 1, 10, 60} {
		s := system()
		s.Shared = []string{"1 key", "2 topics"}
		for i := range secrets {
			s.Secrets = append(s.Secrets, architecture.Secret{Name: fmt.Sprintf("secret %d", i), Readers: []string{"Shop"}})
		}
		l := newLayout(s, nil)
		bottom, want := 0.0, 2
		if secrets == 0 {
			want = 1
		}
		if len(l.lists) != want {
			t.Fatalf("%d secrets: got %d lists, want %d", secrets, len(l.lists), want)
		}
		type span struct {
			name        string
			top, bottom float64
		}
		spans := []span{{"the heads", l.headsTop() - aboveHeads + 16, l.lastRowWithUses()}}
		for _, each := range l.lists {
			bottom = each.y + listLine*float64(len(each.lines)) + 2
			spans = append(spans, span{each.title, each.y - 14, bottom})
			if bottom > l.height-60 || each.y < 14 {
				t.Errorf("%d secrets: %s stands from %g to %g in a picture of %g", secrets, each.title, each.y, bottom, l.height)
			}
		}
		for i, one := range spans {
			for _, other := range spans[i+1:] {
				if one.top < other.bottom && other.top < one.bottom {
					t.Errorf("%d secrets: %+v and %+v overlap", secrets, one, other)
				}
			}
		}
	}
}

// Catches a line that runs through a box. A connection that does not lead to the row below goes around, and connections to one
// target share a lane.
func TestConnectionsThatPassOtherRowsHaveALane(t *testing.T) {
	l := newLayout(system(), nil)
	if len(l.lanes) != 1 || l.lanes[0].target != "Db" || strings.Join(l.lanes[0].sources, " ") != "Shop" {
		t.Errorf("lanes %+v, want one to Db, from the shop alone: the worker stands above the database", l.lanes)
	}
}

// Catches a number of tasks that the picture shows in the wrong zones.
func TestTasksAreSpreadOverZones(t *testing.T) {
	l := newLayout(system(), nil)
	for id, want := range map[string]string{
		"Shop": "at least 1, at least 1", "Worker": "1 task here or there, 1 task here or there",
		"Db": "primary here or there, primary here or there",
	} {
		component, _ := l.system.Component(id)
		var texts []string
		for _, each := range l.chipsOf(component) {
			texts = append(texts, each.text)
		}
		if got := strings.Join(texts, ", "); got != want {
			t.Errorf("%s: got %q, want %q", id, got, want)
		}
	}
}

// Catches a screen reader that learns less than someone who sees the picture.
func TestTheDescriptionNamesEverything(t *testing.T) {
	description := Describe(system())
	for _, part := range []string{
		"zones a, b", "private subnets", "Shop <&> more may connect to Database on tcp 3306.", "Worker may receive: jobs.",
	} {
		if !strings.Contains(description, part) {
			t.Errorf("no %q in %s", part, description)
		}
	}
}

// Catches a port to the internet, such as that of mail, which a reader of the picture cannot find.
func TestThePortsToTheInternetAreShown(t *testing.T) {
	s := system()
	https := architecture.Leaving{Ports: "tcp 443", Destination: "any address", For: "AWS"}
	for i := range s.Components {
		switch s.Components[i].ID {
		case "Shop":
			s.Components[i].Leaves = []architecture.Leaving{https, {Ports: "tcp 587", Destination: "192.0.2.0/24", For: "mail"}}
		case "Worker":
			https.For = "images"
			s.Components[i].Leaves = []architecture.Leaving{https}
		}
	}
	l := newLayout(s, nil)
	if got, want := strings.Join(l.portsOut(s.Tiers[0]), "; "), "on tcp 443 to any address; plus what a box says"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	if got := l.portsOut(s.Tiers[1]); len(got) != 0 {
		t.Errorf("the database's tier: got %q, want nothing", got)
	}
	for id, want := range map[string]int{"Shop": 1, "Worker": 0} {
		b, _ := l.box(id)
		if got := strings.Count(strings.Join(l.linesIn(b), "|"), "to the internet: tcp 587 to 192.0.2.0/24 (mail)"); got != want {
			t.Errorf("%s: got the port of mail %d times, want %d", id, got, want)
		}
	}
}

// Catches a task whose box does not say in which zones it may run.
func TestATaskSaysItsZones(t *testing.T) {
	s := system()
	s.Components = append(s.Components,
		architecture.Component{ID: "Sql", Title: "SQL", Kind: architecture.Task, Tier: "private", Members: []string{"Sql"}},
		architecture.Component{ID: "Fix", Title: "Fix", Kind: architecture.Task, Tier: "private", Zones: []string{"b"}, Members: []string{"Fix"}})
	drawn := Of(s, Options{})
	for _, text := range []string{">in any zone<", ">in b<"} {
		if strings.Count(drawn, text) != 1 {
			t.Errorf("the picture has %q %d times, want once", text, strings.Count(drawn, text))
		}
	}
}

// Catches the name of a secret that a reader cannot find at the process that gets it.
func TestAProcessSaysItsSecrets(t *testing.T) {
	s := system()
	s.Components[1].Secrets = []string{"shop/session", "parameter /shop/smtp"}
	l := newLayout(s, nil)
	b, _ := l.box("Shop")
	if got, want := strings.Join(l.linesIn(b), " "), "reads secrets: shop/session reads parameters: /shop/smtp"; !strings.Contains(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
}
