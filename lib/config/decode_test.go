package config

import (
	"encoding/json"
	"reflect"
	"testing"
)

func badTypes() []bad {
	return []bad{
		{name: "not an object", base: `"dev"`, path: "", wrong: `found the text "dev", expected an object`, fix: "name, tier, account, region"},
		{name: "misspelt field", patch: `{"databse": {}}`, path: "databse", wrong: `did you mean "database"?`, fix: `"database"`},
		{name: "wrong case", patch: `{"database": {"multiAZ": true}}`, path: "database.multiAZ", wrong: `did you mean "multiAz"?`,
			fix: `"multiAz"`},
		{name: "two letters exchanged", patch: `{"edge": {"rateLimti": 100}}`, path: "edge.rateLimti", wrong: `did you mean "rateLimit"?`,
			fix: `"rateLimit"`},
		{name: "field of another object", patch: `{"instanceClass": "db.t3.micro"}`, path: "instanceClass", wrong: `it belongs in "database"`,
			fix: `into "database"`},
		{name: "field of two others", patch: `{"cpu": 256}`, path: "cpu",
			wrong: `it belongs in "frontend", "backend", "services.NAME" or "workers.NAME"`,
			fix:   `"services.NAME" or "workers.NAME"`},
		{name: "unheard-of field", patch: `{"logs": {"colour": "red"}}`, path: "logs.colour", wrong: "unknown field", fix: "retentionDays"},
		{name: "field that imitates a path", patch: `{"network.cidr": "10.0.0.0/16"}`, path: `["network.cidr"]`, wrong: "unknown field",
			fix: "known fields"},
		{name: "unknown top-level field", patch: `/{"stages": []}`, path: "/stages", wrong: "unknown field", fix: "environments, pipeline"},
		{name: "text for a number", patch: `{"backend": {"port": "8080"}}`, path: "backend.port",
			wrong: `found the text "8080", expected a whole number`, fix: "8080, without quotes"},
		{name: "words for a number", patch: `{"backend": {"port": "http"}}`, path: "backend.port", wrong: `found the text "http"`,
			fix: "a whole number, without quotes"},
		{name: "fraction", patch: `{"frontend": {"cpu": 1.5}}`, path: "frontend.cpu", wrong: "found the number 1.5, expected a whole number",
			fix: "a whole number"},
		{name: "huge number", patch: `{"frontend": {"maxTasks": 1e300}}`, path: "frontend.maxTasks", wrong: "found the number 1e+300",
			fix: "a whole number"},
		{name: "text for a truth value", patch: `{"backend": {"spot": "true"}}`, path: "backend.spot",
			wrong: `found the text "true", expected true or false`, fix: "true or false, without quotes"},
		{name: "number for a truth value", patch: `{"database": {"multiAz": 1}}`, path: "database.multiAz", wrong: "found the number 1",
			fix: "true or false"},
		{name: "number for text", patch: `{"account": 222222222222}`, path: "account", wrong: "found the number 222222222222, expected text",
			fix: `"222222222222"`},
		{name: "version as a number", patch: `{"database": {"engineVersion": 8.4}}`, path: "database.engineVersion",
			wrong: "found the number 8.4, expected text", fix: `"8.4"`},
		{name: "truth value for text", patch: `{"frontend": {"image": false}}`, path: "frontend.image", wrong: "found the boolean false",
			fix: `"false"`},
		{name: "text for a list", patch: `{"edge": {"cachedPaths": "/static/*"}}`, path: "edge.cachedPaths",
			wrong: `found the text "/static/*", expected a list`, fix: `["/static/*"]`},
		{name: "text for a command", patch: `{"backend": {"command": "java -jar x"}}`, path: "backend.command",
			wrong: `found the text "java -jar x", expected a list`, fix: `["java", "-jar", "x"]`},
		{name: "text for a health check", patch: `{"backend": {"healthCheck": {"command": "curl -f http://localhost/"}}}`,
			path: "backend.healthCheck.command", wrong: "expected a list", fix: `["curl", "-f", "http://localhost/"]`},
		{name: "command in one text", patch: `{"backend": {"command": ["java -jar", "x"]}}`, path: "backend.command[0]",
			wrong: "the first text is the program", fix: `["java", "-jar", "x"]`},
		{name: "job's command in one text", patch: `{"release": {"runs": "backend", "command": ["bin/migrate up"]}}`,
			path: "release.command[0]", wrong: "the first text is the program", fix: `["bin/migrate", "up"]`},
		{name: "blanks between zones", patch: `{"availabilityZones": "us-east-1a us-east-1b"}`, path: "availabilityZones",
			wrong: "expected a list", fix: `["us-east-1a", "us-east-1b"]`},
		{name: "several addresses", patch: `{"alarms": {"email": ["a@example.com", "b@example.com"]}}`, path: "alarms.email",
			wrong: "found a list, expected text", fix: `one address, such as "a@example.com"; subscribe the others`},
		{name: "several addresses in one text", patch: `{"alarms": {"email": "a@example.com, b@example.com"}}`, path: "alarms.email",
			wrong: "is not an email address", fix: "subscribe the others"},
		{name: "misspelt size", patch: `{"database": {"instanceClass": "db.t4g.mediun"}}`, path: "database.instanceClass",
			wrong: `did you mean "db.t4g.medium"?`, fix: `"db.t4g.medium", or a size`},
		{name: "misspelt queue of a worker", patch: `{"backend": {"uses": ["database", "queue:jobs", "queue:email", "queue:webhook"]},
			"workers": {"orders": {"queue": "event"}}}`, path: "workers.orders.queue", wrong: "event", fix: `"events", if you mean that`},
		{name: "misspelt queue of uses", patch: `{"backend": {"uses": ["queue:jobs", "queue:email", "queue:webhook", "queue:event"]}}`,
			path: "backend.uses[3]", wrong: `there is no queue "event"`, fix: `"queue:events"`},
		{name: "number in a list", patch: `{"messaging": {"main": ["jobs", 7]}}`, path: "messaging.main[1]",
			wrong: "found the number 7, expected text", fix: `"7"`},
		{name: "list for an object", patch: `{"network": ["10.0.0.0/16"]}`, path: "network", wrong: "found a list, expected an object",
			fix: "cidr, natGateways, interfaceEndpoints"},
		{name: "object for text", patch: `{"region": {"name": "us-east-1"}}`, path: "region", wrong: "found an object, expected text",
			fix: "text in double quotes"},
		{name: "null", patch: `{"database": {"storageGiB": "<null>"}}`, path: "database.storageGiB",
			wrong: "found null, expected a whole number", fix: "leave the field out"},
		{name: "null domain", patch: `{"edge": {"domain": "<null>"}}`, path: "edge.domain", wrong: "found null, expected an object",
			fix: "leave the field out"},
		{name: "number for a variable", patch: `{"frontend": {"environment": {"WORKERS": 4}}}`, path: "frontend.environment.WORKERS",
			wrong: "found the number, expected text", fix: "in double quotes"},
		{name: "list for variables", patch: `{"frontend": {"environment": []}}`, path: "frontend.environment",
			wrong: "found a list, expected an object", fix: "an object in braces"},
		{name: "environments as an object", patch: `/{"environments": 3}`, path: "/environments", wrong: "found the number 3, expected a list",
			fix: "a list in square brackets"},
		{name: "no environment", patch: `/{"environments": []}`, path: "/environments", wrong: "there is no environment", fix: `"name": "dev"`},
		{name: "environments left out", patch: `/{"environments": null}`, path: "/environments", wrong: "there is no environment",
			fix: "at least one"},
	}
}

// TestNumbersAreReadAlikeFromEveryDecoder catches a number that is read differently depending on how the JSON was decoded, and
// one that is rounded.
func TestNumbersAreReadAlikeFromEveryDecoder(t *testing.T) {
	for _, port := range []any{8080.0, json.Number("8080"), json.Number("8080.0"), json.Number("8.08e3"), 8080} {
		raw := decodeJSON(t, minimalDev).(map[string]any)
		raw["backend"] = map[string]any{"port": port}
		if got := mustRead(t, map[string]any{"environments": []any{raw}}).Environments[0].Backend.Port; got != 8080 {
			t.Errorf("%T %v was read as %d", port, port, got)
		}
	}
	for _, port := range []any{80.5, json.Number("80.5"), json.Number("1e400"), json.Number("9007199254740993")} {
		raw := decodeJSON(t, minimalDev).(map[string]any)
		raw["backend"] = map[string]any{"port": port}
		problems := problemsOf(t, map[string]any{"environments": []any{raw}})
		if len(problems) != 1 || problems[0].Path != "environments[0].backend.port" {
			t.Errorf("%T %v: %v", port, port, problems)
		}
	}
}

// TestEveryTypeDecodes catches a new field of a kind that the decoder does not know, before a user meets it.
func TestEveryTypeDecodes(t *testing.T) {
	var visit func(path string, kind reflect.Type)
	visit = func(path string, kind reflect.Type) {
		switch kind.Kind() {
		case reflect.Pointer, reflect.Slice:
			visit(path, kind.Elem())
		case reflect.Struct:
			if isText(kind) {
				return
			}
			for _, field := range reflect.VisibleFields(kind) {
				if field.Anonymous {
					continue // its fields are visited as the struct's own
				}
				if field.Tag.Get("json") == "" {
					t.Errorf("%s.%s has no json tag", path, field.Name)
				}
				visit(path+"."+field.Name, field.Type)
			}
		case reflect.Map:
			if kind != reflect.TypeFor[map[string]string]() {
				if kind.Key().Kind() != reflect.String || kind.Elem().Kind() != reflect.Struct {
					t.Errorf("%s: the decoder reads maps of text to text or to objects only", path)
				}
				visit(path+"{}", kind.Elem())
			}
		case reflect.String, reflect.Bool, reflect.Int, reflect.Float64:
		default:
			t.Errorf("%s: the decoder does not know %s", path, kind)
		}
	}
	visit("Kasha", reflect.TypeFor[Kasha]())
}

// TestObjectsByNameAreDecoded catches a map of names to objects of which a field is lost, unknown fields pass, or a mistake is reported
// without the name. The fields of an embedded struct are the object's own.
func TestObjectsByNameAreDecoded(t *testing.T) {
	type inner struct {
		Size int `json:"size"`
	}
	type named struct {
		inner

		Word string `json:"word"`
	}
	var into struct {
		Things map[string]named `json:"things"`
	}
	r := newReport()
	r.decode("", map[string]any{"things": map[string]any{
		"one": map[string]any{"size": 1, "word": "a"}, "two": map[string]any{"sice": 2}, "three": 3,
	}}, reflect.ValueOf(&into).Elem())
	if got := into.Things["one"]; got.Size != 1 || got.Word != "a" {
		t.Errorf("one is %+v, want size 1 and the word a", got)
	}
	if len(r.problems) != 2 || r.problems[0].Path != "things.three" || r.problems[1].Path != "things.two.sice" {
		t.Errorf("the problems are %v, want one of things.three and one of things.two.sice", r.problems)
	}
}
