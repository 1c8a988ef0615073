package config

import (
	"encoding/json"
	"reflect"
	"regexp"
	"strings"
	"testing"
	"unicode/utf8"
)

// FuzzRead feeds bytes as a configuration. Read must never panic, must judge a value like the same value in a file, and must accept only
// what AWS accepts.
func FuzzRead(f *testing.F) {
	for _, environment := range []string{minimalDev, minimalProd, withDomain(minimalProd)} {
		f.Add([]byte(`{"environments":[` + environment + `]}`))
	}
	f.Add([]byte(`{"environments":[` + minimalDev[:len(minimalDev)-1] + `,"account":"222222222222"}],"pipeline":` + goodPipeline + `}`))
	f.Add([]byte(`{"environments":[` + minimalDev + `,` + minimalDev + `]}`))
	f.Add([]byte(`{"environments":[` + minimalDev[:len(minimalDev)-1] + `,"schedule":{"timeZone":"Europe/Berlin"}}]}`))
	for _, text := range []string{
		``, `null`, `[]`, `{}`, `{"environments":null}`, `{"environments":[null]}`, `{"environments":[{}]}`, `{"environments":[{"name":1e400}]}`,
		`{"a":{"a":{"a":[[[]]]}}}`, `{"environments":[],"environments":[]}`, "{\"\\u0000\": \"\xff\"}",
	} {
		f.Add([]byte(text))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		_, fileErr := parse("cdk.json", []byte(`{"context":{"kasha":`+string(data)+`}}`))
		checkError(t, fileErr)
		var raw any
		if json.Unmarshal(data, &raw) != nil {
			return
		}
		kasha, err := Read(raw)
		checkError(t, err)
		if err != nil && fileErr == nil {
			t.Errorf("a file is accepted that is refused as a value: %v", err)
		}
		if err == nil {
			checkAccepted(t, kasha)
		}
	})
}

// FuzzField writes anything into one field of a good environment, so that the fuzzing reaches the later rules.
func FuzzField(f *testing.F) {
	fields := leaves(reflect.TypeFor[Environment](), nil)
	texts := []string{
		"", "/", "/*", "/tmp", "latest", "ecr:1", "ghcr.io/example/shop:1", "8.4.9", "db.m7g.large", "10.0.0.0/24", "us-west-2", "arm64",
		"a.example.com", "ops@example.com", "kms", "count", "pl-0123456789abcdef0", "a-b", "07:00", "Asia/Tokyo", "MON SUN", "compliance",
		"${Token[A.1]}",
	}
	for i, field := range fields {
		if field.kind.Kind() == reflect.Int {
			for _, number := range []int{-1, 0, 1, 2, 4, 10, 14, 19, 20, 35, 80, 512, 3306, 65535, 65536} {
				f.Add(uint8(i), "", number, number%2 == 0)
			}
			continue
		}
		for j, text := range texts {
			f.Add(uint8(i), text, j, j%2 == 0)
		}
	}
	f.Fuzz(func(t *testing.T, which uint8, text string, number int, production bool) {
		base := minimalDev[:len(minimalDev)-1] + `,"schedule":{}}`
		if production {
			base = withDomain(minimalProd)
		}
		field := fields[int(which)%len(fields)]
		raw := map[string]any{"environments": []any{merge(decodeJSON(t, base), field.patch(text, number))}}
		kasha, err := Read(raw)
		checkError(t, err)
		if err == nil {
			checkAccepted(t, kasha)
		}
	})
}

// leaf is a field that holds no other fields, and the names that lead to it.
type leaf struct {
	path []string
	kind reflect.Type
}

func leaves(in reflect.Type, path []string) []leaf {
	if in.Kind() == reflect.Pointer {
		in = in.Elem()
	}
	if in.Kind() != reflect.Struct || isText(in) {
		return []leaf{{path, in}}
	}
	fields, names := fieldsOf(in)
	var found []leaf
	for _, name := range names {
		found = append(found, leaves(in.FieldByIndex(fields[name]).Type, append(append([]string{}, path...), name))...)
	}
	return found
}

// patch is the JSON that sets the field, in a type that fits.
func (l leaf) patch(text string, number int) any {
	text = strings.ToValidUTF8(text, "?") // as encoding/json does
	var value any
	switch l.kind.Kind() {
	case reflect.Int:
		value = float64(number)
	case reflect.Bool:
		value = number%2 == 0
	case reflect.Slice:
		value = []any{}
		for _, element := range strings.Split(text, " ") {
			value = append(value.([]any), element)
		}
	case reflect.Map:
		name, content, _ := strings.Cut(text, "=")
		value = map[string]any{name: content}
	default:
		value = text
	}
	for i := len(l.path) - 1; i >= 0; i-- {
		value = map[string]any{l.path[i]: value}
	}
	return value
}

// checkError checks that an error is a list of complete sentences, each on one line that a terminal can show.
func checkError(t *testing.T, err error) {
	if err == nil {
		return
	}
	problems, ok := err.(Problems)
	if !ok || len(problems) == 0 {
		t.Fatalf("%T %v", err, err)
	}
	for _, p := range problems {
		for _, text := range []string{p.Path, p.Wrong, p.Fix} {
			if text == "" || !utf8.ValidString(text) || strings.ContainsFunc(text, func(r rune) bool { return r < ' ' || r == 0x7f }) {
				t.Errorf("%+q", p)
			}
		}
		// A file's syntax error repeats nothing of the user's; every other text is kept short.
		if len(p.Wrong) > 1000 {
			t.Errorf("%d bytes are wrong", len(p.Wrong))
		}
	}
	_ = err.Error()
}

// checkAccepted states what the constructs and AWS rely on, without calling the rules that establish it.
func checkAccepted(t *testing.T, kasha Kasha) {
	encoded, err := json.Marshal(kasha)
	if err != nil {
		t.Fatal(err)
	}
	again, err := Read(decodeJSON(t, string(encoded)))
	if err != nil || !reflect.DeepEqual(kasha, again) {
		t.Errorf("%v\nonce  %+v\nagain %+v", err, kasha, again)
	}
	if len(kasha.Environments) == 0 {
		t.Error("no environments")
	}
	names := map[string]bool{}
	for _, e := range kasha.Environments {
		if names[e.Name] {
			t.Errorf("%q twice", e.Name)
		}
		names[e.Name] = true
		checkAcceptedEnvironment(t, e)
	}
}

func checkAcceptedEnvironment(t *testing.T, e Environment) {
	fits := func(what, value, pattern string, longest int) {
		if !regexp.MustCompile(`^(?:`+pattern+`)$`).MatchString(value) || len(value) > longest {
			t.Errorf("%s: %q", what, value)
		}
	}
	within := func(what string, value, low, high int) {
		if value < low || value > high {
			t.Errorf("%s: %d", what, value)
		}
	}
	fits("load balancer", "kasha-"+e.Name+"-internal-x", `[a-zA-Z0-9]([a-zA-Z0-9-]*[a-zA-Z0-9])?`, 32)
	fits("stack", "kasha-"+e.Name+"-services", `[a-zA-Z][a-zA-Z0-9-]*`, 128)
	fits("cache prefix", "kasha-"+e.Name+"-ecr-public", `[a-z0-9]+((\.|_|__|-+)[a-z0-9]+)*`, 30)
	fits("database", "kasha-"+e.Name+"-mysql-replica-plain", `[a-z][a-z0-9]*(-[a-z0-9]+)*`, 63)
	fits("secret", e.Database.SecretNamePrefix+"/connection-string", `[A-Za-z0-9/_+=.@-]+`, 512)
	fits("account", e.Account, `([0-9]{12})?`, 12)
	fits("prefix list", e.Edge.OriginPrefixList, `pl-[0-9a-f]+`, 20)
	fits("first zone", e.AvailabilityZones[0], regexp.QuoteMeta(e.Region)+`[a-f]`, 20)
	fits("second zone", e.AvailabilityZones[1], regexp.QuoteMeta(e.Region)+`[a-f]`, 20)
	if len(e.AvailabilityZones) != 2 || e.AvailabilityZones[0] == e.AvailabilityZones[1] {
		t.Errorf("zones %v", e.AvailabilityZones)
	}
	for _, name := range append(append([]string{}, e.Messaging.Main...), e.Messaging.Notification...) {
		fits("queue", "kasha-"+e.Name+"-"+name+"-dead", `[A-Za-z0-9_-]+`, 80)
	}
	within("NAT gateways", e.Network.NATGateways, 1, 2)
	within("subnets", e.Network.SubnetPrefix(), 24, 27)
	within("storage", e.Database.StorageGiB, 20, 65536)
	within("retention", e.Database.BackupRetentionDays, 0, 35)
	within("rate", e.Edge.RateLimit, 10, 2_000_000_000)
	for _, s := range e.allServices() {
		within("port", s.Port, 1, 65535)
		within("tasks", s.MinTasks, 1, s.MaxTasks)
		within("tasks", s.MaxTasks, 1, 1<<(32-e.Network.SubnetPrefix())-13)
		within("memory", s.MemoryMiB, 512, 122880)
		within("memory for the CPU", s.MemoryMiB, 2*s.CPU, 8*s.CPU)
		if image := s.Image; image.Tag == "latest" || image.Tag+image.Digest == "" || !image.Own && !strings.Contains(image.Registry, ".") {
			t.Errorf("image %q", s.Image.Reference)
		}
		fits("image", s.Image.Reference, `[!-~]+`, 512)
		within("start", s.StartSeconds, 0, 600)
		within("disk", s.EphemeralStorageGiB, 20, 200)
		fits("health check", s.HealthCheckPath, `/[!-~]*`, 1024)
		for _, path := range s.WritablePaths {
			fits("writable path", path.Path, `/[^/ ].*`, 255)
			within("size of a writable path", max(path.SizeMiB, 1), 1, s.MemoryMiB-1) // one on the disk has none
		}
		fits("user", s.User, `([1-9][0-9]*(:[1-9][0-9]*)?)?`, 21)
		for name, value := range s.Environment {
			fits("variable", name, `[A-Za-z_][A-Za-z0-9_]*`, 255)
			if regexp.MustCompile(`[$#]\{Token\[`).MatchString(value) {
				t.Errorf("variable %s holds a token", name)
			}
		}
	}
	for _, path := range e.Edge.CachedPaths {
		fits("cached path", path, `/[!-~]*`, 255)
	}
	if e.Edge.Domain != nil && !strings.HasSuffix("."+e.Edge.Domain.Name, "."+e.Edge.Domain.ZoneName) {
		t.Errorf("%+v", e.Edge.Domain)
	}
	within("archive", e.Backup.RetentionDays, 31, 36500)
	b := e.Backup
	inRegion, inAccount := b.CopyRegion != "", b.CopyAccount != ""
	if (inRegion || inAccount) && !b.Archive || inRegion && inAccount || b.CopyRegion == e.Region {
		t.Errorf("%+v", b)
	}
	backup, maintenance := e.DatabaseWindows()
	fits("backup window", backup, `[0-2][0-9]:[0-5][0-9]-[0-2][0-9]:[0-5][0-9]`, 11)
	const moment = `(mon|tue|wed|thu|fri|sat|sun):[0-2][0-9]:[0-5][0-9]`
	fits("maintenance window", maintenance, moment+`-`+moment, 19)
	if s := e.Schedule; s != nil && (e.IsProduction() || e.Database.ReadReplica || s.StopTime() <= s.StartTime() || len(s.SortedDays()) == 0) {
		t.Errorf("%+v", s)
	}
	if e.IsProduction() && (e.Frontend.MinTasks < 2 || e.Backend.MinTasks < 2 || !e.Database.DeletionProtection || !e.Database.MultiAZ) {
		t.Errorf("production without its guard rails: %+v", e)
	}
}
