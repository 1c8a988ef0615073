package config

import "testing"

// TestConnectionsFollowTheClass catches a wrong row in the table of memory: alarms, max_connections and the check of the
// pools all derive from it. The figures are those of the RDS user guide's hardware table.
func TestConnectionsFollowTheClass(t *testing.T) {
	for class, want := range map[string]struct {
		memory      float64
		connections int
	}{
		"db.t3.micro":     {1, 64},
		"db.t4g.medium":   {4, 256},
		"db.t4g.2xlarge":  {32, 2048},
		"db.m7g.large":    {8, 512},
		"db.r7g.large":    {16, 1024},
		"db.m6i.32xlarge": {512, 32768},
		"db.r8g.48xlarge": {1536, 98304},
		"db.x9.large":     {0, 0},
		"":                {0, 0},
	} {
		d := Database{InstanceClass: class}
		if d.MemoryGiB() != want.memory || d.MaxConnections() != want.connections {
			t.Errorf("%s: %v GiB and %d connections, want %v and %d", class, d.MemoryGiB(), d.MaxConnections(), want.memory, want.connections)
		}
	}
	const mostMySQLTakes = 100000 // its own bound of max_connections
	for _, class := range InstanceClasses() {
		if limit := (Database{InstanceClass: class}).MaxConnections(); limit < 64 || limit > mostMySQLTakes {
			t.Errorf("%s takes %d connections", class, limit)
		}
	}
}

// TestAProxyFreesThePools catches a check that forgets what a proxy is for, or that it does not stand before a replica.
func TestAProxyFreesThePools(t *testing.T) {
	const pools = `"poolSize": 20`
	if problems := problemsOf(t, configuration(t, minimalDev, `{"database": {`+pools+`}}`)); len(problems) != 1 {
		t.Errorf("without a proxy: %d problems, want 1", len(problems))
	}
	mustRead(t, configuration(t, minimalDev, `{"database": {`+pools+`, "proxy": true}}`))
	if problems := problemsOf(t, configuration(t, minimalDev, `{"database": {`+pools+`, "proxy": true, "readReplica": true}}`)); len(problems) != 1 {
		t.Errorf("with a replica: %d problems, want 1", len(problems))
	}
}
